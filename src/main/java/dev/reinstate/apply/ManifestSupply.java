package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Throwables;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.reinstate.image.Manifest;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Manifests from their sources, each fetched once however many destinations want it. */
final class ManifestSupply {

  private static final long MOST_BYTES = 64L << 20;

  private final SourceReader reader;
  private final Cache<DescriptorDigest, Manifest> fetched =
      CacheBuilder.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((DescriptorDigest digest, Manifest manifest) -> manifest.bytes().length)
          .build();

  ManifestSupply(SourceReader reader) {
    this.reader = reader;
  }

  Manifest get(DescriptorDigest digest, List<Source> sources) throws IOException {
    try {
      return fetched.get(digest, () -> reader.manifest(digest, sources));
    } catch (ExecutionException e) {
      Throwables.throwIfInstanceOf(e.getCause(), IOException.class);
      throw new IllegalStateException(e.getCause());
    }
  }
}
