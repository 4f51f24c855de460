package io.leat.connector.telegraf.listen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.leat.lineprotocol.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines over HTTP, for Telegraf's outputs {@code influxdb}, {@code influxdb_v2} and {@code http}.
 *
 * <pre>
 *   POST /write?precision=n|u|ms|s|m|h       InfluxDB 1
 *   POST /api/v2/write?precision=ns|us|ms|s  InfluxDB 2
 *   POST /telegraf                           data_format = "influx"
 *   GET  /ping                               204
 * </pre>
 *
 * <p>204: all lines are in the log (T1). 400: the lines named are bad, the others are in the log. 413: the body is too large, and
 * nothing of it is in the log. 429: the queue is full, come again. 503: the log did not answer in time; come again, though the
 * lines may be written.
 */
public final class HttpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final int BACKLOG = 128;
    private static final int BLOCK = 64 * 1024;

    private final Door door;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final HeadDeadlines heads;
    private final ScheduledExecutorService deadlines =
            Executors.newSingleThreadScheduledExecutor(task -> TcpListener.daemon("telegraf-http-deadline", task));
    private final Set<Delivery> pending = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();

    public HttpListener(InetSocketAddress address, Door door) throws IOException {
        this.door = door;
        server = HttpServer.create(address, BACKLOG);
        int most = door.limits().connections();
        threads = new ThreadPoolExecutor(
                most,
                most,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(BACKLOG),
                task -> TcpListener.daemon("telegraf-http", task),
                new ThreadPoolExecutor.CallerRunsPolicy());
        threads.allowCoreThreadTimeOut(true);
        heads = new HeadDeadlines(threads, deadlines, door.limits().requestMillis());
        server.setExecutor(heads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The address it really has, where port 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        heads.headIsRead();
        ScheduledFuture<?> deadline =
                deadlines.schedule(exchange::close, door.limits().requestMillis(), TimeUnit.MILLISECONDS);
        try (exchange) {
            reply(exchange, deadline).send(exchange);
        } catch (IOException e) {
            LOG.debug("request from {} ended early: {}", exchange.getRemoteAddress(), e.toString());
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            deadline.cancel(false);
        }
    }

    private HttpReply reply(HttpExchange exchange, ScheduledFuture<?> deadline)
            throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/ping")) {
            return HttpReply.written();
        }
        if (!path.equals("/write") && !path.equals("/api/v2/write") && !path.equals("/telegraf")) {
            return HttpReply.notFound(path);
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return HttpReply.notAllowed(exchange.getRequestMethod());
        }
        try {
            var lines = read(exchange, HttpQuery.precision(exchange.getRequestURI(), door.precision()));
            deadline.cancel(false);
            return deliver(lines);
        } catch (IllegalArgumentException | ZipException e) {
            return HttpReply.badRequest(String.valueOf(e.getMessage()));
        } catch (BoundedBody.TooLargeException e) {
            return HttpReply.tooLarge(e.limit());
        }
    }

    private LineReader.Lines read(HttpExchange exchange, Precision precision) throws IOException {
        var stream = new LineStream(precision, door.limits().lineBytes(), BLOCK, 0);
        var reader = door.reader("http", "http " + exchange.getRemoteAddress(), received);
        var lines = new LineReader.Lines();
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        try (InputStream body = BoundedBody.of(
                exchange.getRequestBody(), encoding, door.limits().bodyBytes())) {
            while (stream.fill(body::read) >= 0) {
                reader.take(stream, door.nowNanos(), Integer.MAX_VALUE, lines);
            }
        }
        stream.end();
        reader.take(stream, door.nowNanos(), Integer.MAX_VALUE, lines);
        return lines;
    }

    private HttpReply deliver(LineReader.Lines lines) throws InterruptedException {
        if (!lines.records.isEmpty()) {
            var delivery = new Delivery(lines.records);
            pending.add(delivery);
            try {
                if (!door.intake().offer(delivery.records(), 0)) {
                    door.counts().refusedRequest();
                    return HttpReply.busy();
                }
                if (!delivery.await(door.limits().writeMillis())) {
                    return HttpReply.late(door.limits().writeMillis());
                }
            } finally {
                pending.remove(delivery);
            }
        }
        return lines.bad == 0 ? HttpReply.written() : HttpReply.partial(lines);
    }

    @Override
    public void close() {
        pending.forEach(Delivery::abandon);
        server.stop(0);
        threads.shutdownNow();
        deadlines.shutdownNow();
    }
}
