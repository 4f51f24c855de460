package io.leat.log.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.SaslAuthenticateRequest;
import org.apache.kafka.common.requests.SaslAuthenticateResponse;
import org.apache.kafka.common.requests.SaslHandshakeRequest;

/** A socket that speaks the protocol, and nothing more: what it sends is what a test says, in the version that it says. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final String clientId;
    private int correlation;

    public RawClient(String address, String clientId) throws IOException {
        int colon = address.lastIndexOf(':');
        socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        this.clientId = clientId;
    }

    /** Says who it is, by SASL PLAIN. */
    public RawClient login(String user, String password) throws IOException {
        AbstractResponse unused =
                ask(new SaslHandshakeRequest.Builder(new SaslHandshakeRequestData().setMechanism("PLAIN")).build());
        SaslAuthenticateResponse done = (SaslAuthenticateResponse) ask(new SaslAuthenticateRequest.Builder(
                        new SaslAuthenticateRequestData().setAuthBytes(("\0" + user + "\0" + password).getBytes(UTF_8)))
                .build());
        if (done.error() != Errors.NONE) {
            throw new IOException("the login of " + user + " failed: " + done.errorMessage());
        }
        return this;
    }

    public AbstractResponse ask(AbstractRequest request) throws IOException {
        RequestHeader header = new RequestHeader(request.apiKey(), request.version(), clientId, ++correlation);
        ByteBuffer bytes = request.serializeWithHeader(header);
        OutputStream out = socket.getOutputStream();
        out.write(ByteBuffer.allocate(4).putInt(bytes.remaining()).array());
        out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        out.flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] answer = new byte[in.readInt()];
        in.readFully(answer);
        return AbstractResponse.parseResponse(ByteBuffer.wrap(answer), header);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
