package dev.reinstate.registry.wire;

import com.google.common.collect.ImmutableSortedMap;

/**
 * What was asked of the registries.
 *
 * @param requests host → method → number of requests sent, those for tokens and after redirects
 *     included
 * @param received bytes of response bodies
 * @param sent bytes of request bodies
 */
public record TrafficReport(
    ImmutableSortedMap<String, ImmutableSortedMap<String, Long>> requests,
    long received,
    long sent) {}
