package dev.reinstate.registry;

import java.net.URI;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param next where the listing goes on
 */
record ListingPage(ListingBuilder content, Optional<URI> next) {}
