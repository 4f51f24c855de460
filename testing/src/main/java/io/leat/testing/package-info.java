/**
 * Fixtures for tests and benchmarks: real peers and Leat itself, each in a process of its own.
 *
 * <pre>
 *   KafkaCluster   one or three Apache Kafka brokers (KRaft)      ┐
 *   ApacheConnect  Apache's own worker, standalone or distributed ├── RunningProcess: kill9, pause, resume,
 *   LeatProcess    ./leat worker, ./leat demo, ...                ┘   terminate, output, awaitLine
 *   KafkaTool      a command-line tool of Kafka, run to its end
 * </pre>
 *
 * <p>Invariants: the peers' jars are named in {@code peer-classpath.txt}, written by the build, and never come to the class
 * path of a dependant; every process ends with the JVM that started it; waiting is always for a condition, has a
 * deadline, and shows the last output of the process when the deadline passes.
 *
 * <p>Nothing here is a part of the product, and the product never depends on it.
 */
@NullMarked
package io.leat.testing;

import org.jspecify.annotations.NullMarked;
