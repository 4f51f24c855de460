package io.leat.log.acl;

/**
 * Who asks.
 *
 * @param principal as ACLs have it: {@code User:name}
 * @param host the address from which it came, as numbers
 */
public record Who(String principal, String host) {}
