package io.leat.connect.task;

/** Who hears which topics a task uses (KIP-558): once for each run of records of one topic. */
public interface TopicUse {
    /** Nobody. */
    TopicUse UNHEARD = topic -> {};

    void used(String topic);
}
