/**
 * What plugins use of Apache's runtime although it is no part of {@code connect-api}, under Apache's names: a plugin
 * that was compiled against Apache's runtime finds here the classes it names. Only what a published plugin needs.
 */
@NullMarked
package org.apache.kafka.connect.runtime;

import org.jspecify.annotations.NullMarked;
