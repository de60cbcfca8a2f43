/**
 * How fast a host is asked: its limits, its queue, the governor that says when the next may go,
 * what it says by {@code Retry-After}, and when a request is tried again.
 */
package dev.reinstate.registry.pace;
