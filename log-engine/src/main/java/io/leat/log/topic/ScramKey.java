package io.leat.log.topic;

import org.apache.kafka.common.utils.Bytes;

/** What is kept of a password: keys derived from it, from which neither it nor a login can be made. Its text form shows none of them. */
public record ScramKey(Bytes salt, Bytes storedKey, Bytes serverKey, int iterations) {
    @Override
    public String toString() {
        return "[hidden]";
    }
}
