/**
 * What happens to one record between a plugin and the log. Pure: records in, records out, and a verdict on what fails.
 *
 * <pre>
 *   SourceRecord ──▶ TransformChain ──▶ header, key, value converter ──▶ ProducerRecord     SourceConversion
 *   ConsumerRecord ──▶ header, key, value converter ──▶ TransformChain ──▶ SinkRecord       SinkConversion
 *                                          │ StageFailure
 *                                          ▼
 *                                     ErrorPolicy ──▶ retry in n ms · skip · fail
 *                                     DeadLetterFormat ──▶ the record of the dead letter queue
 * </pre>
 *
 * <p>Nothing here waits, logs or reads a clock: a policy answers with what to do, and the loop in {@code task} does it.
 * D7: a failure is skipped only by a verdict, and every verdict is counted by who carries it out.
 */
@NullMarked
package io.leat.connect.pipeline;

import org.jspecify.annotations.NullMarked;
