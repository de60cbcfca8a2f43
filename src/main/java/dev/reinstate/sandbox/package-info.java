/**
 * An embedded OCI registry over real HTTP on the loopback interface, with direct access to what it
 * holds, request counts, latency and faults. It serves the {@code sandbox} command and the tests;
 * it is no registry to keep images in. On this floor it is put together from the rooms below.
 *
 * <p>"The spec" in these packages is
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md.
 */
package dev.reinstate.sandbox;
