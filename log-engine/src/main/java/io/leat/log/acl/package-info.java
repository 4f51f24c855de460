/**
 * Who may do what: ACLs with the semantics of Kafka's StandardAuthorizer, as a value that answers yes or no.
 *
 * <p>A deny wins over every allow; who is named by nothing is refused; some operations imply others when they are allowed, none when
 * they are denied. Pure: nothing here opens a file, reads a clock or starts a thread.
 */
@NullMarked
package io.leat.log.acl;

import org.jspecify.annotations.NullMarked;
