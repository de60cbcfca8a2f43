/**
 * Certificates for registries that speak TLS, of an authority that lives as long as its process.
 * Bouncy Castle, which issues them, is touched and loaded nowhere else in the sandbox.
 */
package dev.reinstate.sandbox.tls;
