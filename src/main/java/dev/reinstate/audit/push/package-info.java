/** Messages as Pub/Sub pushes them: envelopes, tokens, and each message once. */
package dev.reinstate.audit.push;
