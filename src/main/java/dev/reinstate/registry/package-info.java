/**
 * The client of container registries: an OCI distribution client that implements the ports of
 * {@code inventory} and {@code apply}. On this floor is what puts requests together: reading a
 * repository, writing an image.
 *
 * <p>A call goes through the rooms below, each of one concern: an {@code endpoint} says what is
 * asked and reads the answer; {@code RegistryCaller} addresses it; then {@code authentication},
 * redirects, {@code pace} and counting, which decorate one {@code Exchange}; at the end {@code
 * ApacheExchange} is the {@code wire}. {@code RegistryClient} puts them together.
 */
package dev.reinstate.registry;
