/**
 * Requests and responses, and how they travel: connection, watchdog, redirects, counting, the fence
 * and the precondition of a write. What a request means, and how fast it may go, is said elsewhere.
 */
package dev.reinstate.registry.wire;
