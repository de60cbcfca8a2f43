/**
 * The client of container registries: an OCI distribution client that implements the ports of
 * {@code inventory} and {@code apply}.
 *
 * <p>A call goes through these, each of one concern: an {@code Endpoint} says what is asked and
 * reads the answer; {@code RegistryCaller} addresses it and turns refusals into exceptions; then
 * authentication, redirects, pace and counting, which decorate one {@code Exchange}; at the end
 * {@code ApacheExchange} is the wire. {@code RegistryClient} puts them together.
 */
package dev.reinstate.registry;
