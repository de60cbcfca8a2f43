package dev.reinstate.registry.endpoint;

import java.net.URI;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param next where the listing goes on
 */
public record ListingPage(ListingBuilder content, Optional<URI> next) {}
