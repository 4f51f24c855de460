/**
 * Kafka's JsonConverter at the speed of a stream: what is usual is written and read without a tree, with the text of a schema
 * made once, and everything else is handed to Kafka's own. Which of the two it was cannot be told from the result.
 */
@NullMarked
package io.leat.connect.json;

import org.jspecify.annotations.NullMarked;
