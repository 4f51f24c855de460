package io.leat.log.segment;

/** One segment of a partition. */
public final class Segment {}
