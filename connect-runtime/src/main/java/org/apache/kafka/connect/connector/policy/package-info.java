/**
 * The override policies that Apache ships inside its worker, under the same names: what a connector may set on its own
 * clients (KIP-458, KIP-1188).
 */
@NullMarked
package org.apache.kafka.connect.connector.policy;

import org.jspecify.annotations.NullMarked;
