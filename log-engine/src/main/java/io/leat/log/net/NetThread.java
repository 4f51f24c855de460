package io.leat.log.net;

import io.leat.log.api.Apis;
import io.leat.log.api.Call;
import io.leat.log.api.OffsetCommitOne;
import io.leat.log.api.Routes;
import io.leat.log.api.Tolls;
import io.leat.log.broker.Access;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.network.ClientInformation;
import org.apache.kafka.common.network.KafkaChannel;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.NetworkSend;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.network.Send;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread {@code log-net-<listener>-<n>}: one selector, its connections, and the handlers of their requests. It waits nowhere else. */
final class NetThread implements Call.Home, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(NetThread.class);
    private static final long LONGEST_WAIT_MS = 300;
    private static final long LOOK_MS = 1_000;

    private final Selector selector;
    private final RequestMemory memory;
    private final ListenerName listener;
    private final SecurityProtocol protocol;
    private final Routes routes;
    private final Tolls tolls;
    private final Access access;
    private final ConnectionLimits limits;
    private final Thread thread;
    private final Map<String, Connection> connections = new HashMap<>();
    private final Alarms alarms = new Alarms();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private long nextLook;
    private volatile boolean closing;
    private volatile boolean ended;

    NetThread(
            String name,
            Selector selector,
            RequestMemory memory,
            ListenerName listener,
            SecurityProtocol protocol,
            Apis apis,
            ConnectionLimits limits) {
        this.selector = selector;
        this.memory = memory;
        this.listener = listener;
        this.protocol = protocol;
        this.routes = apis.routes();
        this.tolls = apis.tolls();
        this.access = apis.access();
        this.limits = limits;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread and closes its connections. */
    void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes a new connection; any thread may call. */
    void accept(String id, SocketChannel socket) {
        execute(() -> register(id, socket));
        if (ended) {
            runTasks(); // The selector is closed: it is given back.
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (Thread.currentThread() != thread && woken.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** On this thread alone. */
    @Override
    public Runnable later(long delayMs, Runnable work) {
        return alarms.at(now() + Math.max(0, delayMs), work);
    }

    @Override
    public void run() {
        while (!closing) {
            try {
                round();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                LOG.error("{} goes on after a fault of its own", thread.getName(), e);
            }
        }
        connections.values().forEach(this::forget);
        selector.close();
        ended = true;
        runTasks();
    }

    private void round() throws IOException {
        woken.set(false);
        runTasks();
        alarms.ring(now());
        endStalled();
        selector.poll(tasks.isEmpty() ? alarms.wait(now(), LONGEST_WAIT_MS) : 0);
        for (String id : selector.disconnected().keySet()) {
            forget(id);
        }
        for (NetworkReceive receive : selector.completedReceives()) {
            received(receive);
        }
        for (NetworkSend sent : selector.completedSends()) {
            Connection connection = connections.get(sent.destinationId());
            if (connection != null) {
                connection.sending(false);
                advance(connection);
            }
        }
    }

    /** Ends connections that began a request and do not go on with it. */
    private void endStalled() {
        long now = now();
        if (now < nextLook) {
            return;
        }
        nextLook = now + LOOK_MS;
        for (Connection connection : List.copyOf(connections.values())) {
            KafkaChannel channel = selector.channel(connection.id());
            if (channel != null
                    && !connection.muted()
                    && connection.isStalled(channel.currentReceive(), memory.isScarce(), now)) {
                LOG.info("The connection {} is closed: it began a request and did not finish it", connection.id());
                drop(connection);
            }
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} goes on after a fault of its own", thread.getName(), e);
            }
        }
    }

    private void register(String id, SocketChannel socket) {
        try {
            selector.register(id, socket);
            connections.put(id, new Connection(id));
        } catch (IOException | RuntimeException e) {
            LOG.warn("The connection {} could not be served: {}", id, e.toString());
            limits.left(id);
            try {
                socket.close();
            } catch (IOException ignored) {
                LOG.debug("a socket that was broken before it was used", ignored);
            }
        }
    }

    private void received(NetworkReceive receive) {
        Connection connection = connections.get(receive.source());
        KafkaChannel channel = selector.channel(receive.source());
        if (connection == null || channel == null) {
            release(receive);
            return;
        }
        try {
            RequestHeader header = RequestHeader.parse(receive.payload());
            if (reauthenticates(header, channel, receive)) {
                release(receive); // The authenticator has taken what is in it.
                return;
            }
            boolean one = OffsetCommitOne.isOne(header);
            Call call = call(one ? OffsetCommitOne.header(header) : header, channel);
            AbstractRequest request = call.parse(one ? OffsetCommitOne.body(receive.payload()) : receive.payload());
            if (request instanceof ApiVersionsRequest versions && versions.isValid()) {
                channel.channelMetadataRegistry()
                        .registerClientInformation(new ClientInformation(
                                versions.data().clientSoftwareName(),
                                versions.data().clientSoftwareVersion()));
            }
            begin(connection, call, request, receive);
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.info("The connection {} is closed: {}", connection.id(), e.toString());
            release(receive);
            drop(connection);
        }
    }

    /** Whether it was for the authenticator (KIP-368). An expired session ends its connection. */
    private static boolean reauthenticates(RequestHeader header, KafkaChannel channel, NetworkReceive receive)
            throws IOException {
        if (header.apiKey() == ApiKeys.SASL_HANDSHAKE
                && channel.maybeBeginServerReauthentication(receive, System::nanoTime)) {
            return true;
        }
        if (channel.serverAuthenticationSessionExpired(System.nanoTime())) {
            throw new InvalidRequestException("its SASL session is over, and it did not authenticate anew");
        }
        return false;
    }

    private Call call(RequestHeader header, KafkaChannel channel) {
        return new Call(
                header,
                channel.id(),
                channel.socketAddress(),
                channel.socketPort(),
                channel.principal(),
                listener,
                protocol,
                channel.channelMetadataRegistry().clientInformation(),
                channel.principalSerde(),
                access,
                this);
    }

    private void begin(Connection connection, Call call, AbstractRequest request, NetworkReceive receive) {
        Connection.Pending pending =
                new Connection.Pending(receive, routes.isPipelined(request.apiKey()), call::abandon);
        connection.begin(pending);
        long start = tolls.none() ? 0 : System.nanoTime();
        CompletableFuture<AbstractResponse> answer = routes.answer(call, request);
        pending.took(tolls.none() ? 0 : System.nanoTime() - start);
        if (answer.isDone()) {
            answered(connection, pending, call, request, answer.join());
        } else {
            CompletableFuture<Void> unused = answer.thenAccept(
                    response -> execute(() -> answered(connection, pending, call, request, response)));
        }
        advance(connection);
    }

    private void answered(
            Connection connection,
            Connection.Pending pending,
            Call call,
            AbstractRequest request,
            AbstractResponse response) {
        if (connection.closed()) {
            return;
        }
        try {
            boolean silent = request instanceof ProduceRequest produce && produce.acks() == 0;
            if (silent && !response.errorCounts().keySet().stream().allMatch(it -> it == Errors.NONE)) {
                LOG.info(
                        "The connection {} is closed: records sent with acks=0 could not be appended: {}",
                        connection.id(),
                        response.errorCounts());
                drop(connection);
                return;
            }
            Send send = silent ? null : call.buildResponseSend(response);
            pending.answered(tolls.none() ? send : charged(connection, pending, call, response, send));
            advance(connection);
        } catch (RuntimeException e) {
            LOG.warn("The connection {} is closed, its {} could not be answered", connection.id(), call.header, e);
            drop(connection);
        }
    }

    /** The answer, which says for how long its client is to wait if its quota is used up; nothing is read from it before (KIP-219). */
    private @Nullable Send charged(
            Connection connection,
            Connection.Pending pending,
            Call call,
            AbstractResponse response,
            @Nullable Send send) {
        long sent = send == null ? 0 : send.size();
        long wait = tolls.charge(call, pending.receive().size(), sent, pending.nanos());
        if (wait <= 0) {
            return send;
        }
        connection.silence(now() + wait);
        Runnable unused = later(wait, () -> {
            if (!connection.closed()) {
                advance(connection);
            }
        });
        response.maybeSetThrottleTimeMs((int) Math.min(Integer.MAX_VALUE, wait));
        return send == null ? null : call.buildResponseSend(response);
    }

    /** Sends what may be sent, and reads on if it may be read on. */
    private void advance(Connection connection) {
        for (Connection.Pending next = connection.nextAnswered(); next != null; next = connection.nextAnswered()) {
            release(next.receive());
            if (next.answer() != null && !send(connection, new NetworkSend(connection.id(), next.answer()))) {
                return;
            }
        }
        if (connection.closed()) {
            return;
        }
        boolean mute = !connection.mayRead(now());
        if (mute != connection.muted()) {
            connection.muted(mute);
            if (mute) {
                selector.mute(connection.id());
            } else {
                selector.unmute(connection.id());
            }
        }
    }

    /** Writes at once as far as the socket takes it; the selector sees to the rest. False if the connection is lost. */
    private boolean send(Connection connection, NetworkSend send) {
        KafkaChannel channel = selector.channel(connection.id());
        if (channel == null) {
            return false; // Its end is told by the selector.
        }
        try {
            channel.setSend(send);
            channel.write();
            connection.sending(channel.maybeCompleteSend() == null);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("The connection {} was lost while it was written to", connection.id(), e);
            drop(connection);
            return false;
        }
    }

    private void drop(Connection connection) {
        selector.close(connection.id());
        forget(connection.id());
    }

    private void forget(String id) {
        Connection connection = connections.remove(id);
        if (connection != null) {
            forget(connection);
        }
    }

    private void forget(Connection connection) {
        connection.close().forEach(it -> {
            it.abandon();
            release(it.receive());
        });
        limits.left(connection.id());
    }

    private static void release(NetworkReceive receive) {
        try {
            receive.close();
        } catch (IOException e) {
            throw new IllegalStateException("memory that could not be given back", e);
        }
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }
}
