package dev.reinstate.manifest.load;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/**
 * Where manifests are.
 *
 * @param thinManifestDirs directories with {@code manifests/<dir>/promoter-manifest.yaml} and
 *     {@code images/<dir>/images.yaml}
 * @param singleManifests files with registries and images in one
 */
public record ManifestSources(
    ImmutableList<Path> thinManifestDirs, ImmutableList<Path> singleManifests) {}
