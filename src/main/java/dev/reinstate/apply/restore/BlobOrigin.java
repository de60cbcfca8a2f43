package dev.reinstate.apply.restore;

import dev.reinstate.plan.Source;
import java.util.List;

/**
 * Where a blob can come from, and for whom.
 *
 * @param sources of the image that needs it, best first
 * @param shared whether the plan brings the image to more than one host
 */
record BlobOrigin(List<Source> sources, boolean shared) {}
