package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Manifest;
import dev.reinstate.inventory.FetchedManifests;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Manifests from their sources, each fetched once however many destinations want it. */
final class ManifestSupply {

  private final SourceReader reader;
  private final SingleFlight<DescriptorDigest, Manifest, IOException> flights =
      new SingleFlight<>(IOException.class);
  private final FetchedManifests fetched;

  /**
   * @param fetched those that need not be fetched again; others are added
   */
  ManifestSupply(SourceReader reader, FetchedManifests fetched) {
    this.reader = reader;
    this.fetched = fetched;
  }

  /** Callers with other sources do not share a failure: each tries its own. */
  Manifest get(DescriptorDigest digest, List<Source> sources) throws IOException {
    Optional<Manifest> known = fetched.find(digest);
    if (known.isPresent()) {
      return known.get();
    }
    Manifest manifest = flights.get(digest, () -> reader.manifest(digest, sources));
    fetched.add(manifest);
    flights.forget(digest);
    return manifest;
  }
}
