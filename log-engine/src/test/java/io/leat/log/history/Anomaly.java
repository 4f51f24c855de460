package io.leat.log.history;

/** What a history shows and a log must not do. */
record Anomaly(Kind kind, String what) {
    enum Kind {
        /** An acknowledged record, or one of a committed transaction, is not there in the end. */
        LOST_WRITE,
        /** A record is at two offsets. */
        DUPLICATE,
        /** A record of a transaction that nobody asked to commit was read as committed. */
        ABORTED_READ,
        /** A record was read as committed before its producer asked for the commit. */
        PRECOMMITTED_READ,
        /** Two values at one offset. */
        INCONSISTENT_OFFSET,
        /** A consumer polled an offset at or before the one before it. */
        NONMONOTONIC_POLL,
        /** A reader passed over a record that is there. */
        SKIPPED_POLL,
        /** Records of one producer are not in the order in which they were sent. */
        NONMONOTONIC_SEND,
        /** A record that nobody sent, or not to this partition. */
        PHANTOM,
        /** Of a transaction some records are committed and some are not. */
        TORN_TRANSACTION,
        /** Two committed copies of one record: offsets and copies are not committed together. */
        DUPLICATE_COPY,
        /** A record without its copy. */
        LOST_COPY
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
