/**
 * How fast a host is asked: its limits, its governor, what it says by {@code Retry-After}, and when
 * a request is tried again.
 */
package dev.reinstate.registry.pace;
