/**
 * An embedded OCI registry over real HTTP on the loopback interface, with direct access to what it
 * holds, request counts, latency and faults, and generated images to fill it with. It serves the
 * {@code sandbox} command and the tests; it is no registry to keep images in.
 *
 * <p>"The spec" in this package is
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md.
 */
package dev.reinstate.sandbox;
