package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Manifest;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.util.List;

/** Manifests from their sources, each fetched once however many destinations want it. */
final class ManifestSupply {

  private static final long MOST_BYTES = 64L << 20;

  private final SourceReader reader;
  private final SingleFlight<DescriptorDigest, Manifest, IOException> flights =
      new SingleFlight<>(IOException.class);
  private final Cache<DescriptorDigest, Manifest> fetched =
      CacheBuilder.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((DescriptorDigest digest, Manifest manifest) -> manifest.bytes().length)
          .build();

  ManifestSupply(SourceReader reader) {
    this.reader = reader;
  }

  /** Callers with other sources do not share a failure: each tries its own. */
  Manifest get(DescriptorDigest digest, List<Source> sources) throws IOException {
    Manifest known = fetched.getIfPresent(digest);
    if (known != null) {
      return known;
    }
    Manifest manifest = flights.get(digest, () -> reader.manifest(digest, sources));
    fetched.put(digest, manifest);
    flights.forget(digest);
    return manifest;
  }
}
