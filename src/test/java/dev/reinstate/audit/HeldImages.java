package dev.reinstate.audit;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ConcurrentHashMultiset;
import com.google.common.collect.Multiset;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.sandbox.image.SampleImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Registries behind the port. Counts what is read of them, and fails where it is told to. */
public final class HeldImages implements ImageReader {

  private record Place(Repository repository, DescriptorDigest digest) {}

  /** Every manifest that was asked for. */
  public final Multiset<DescriptorDigest> reads = ConcurrentHashMultiset.create();

  private final Map<Place, Manifest> manifests = new ConcurrentHashMap<>();
  private final Map<Place, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<Repository, String> broken = new ConcurrentHashMap<>();

  /** Puts an image with its children and blobs. */
  public void put(String repository, SampleImage image) {
    Repository where = Repository.parse(repository);
    image.children().forEach(child -> put(repository, child));
    image.blobs().forEach((digest, bytes) -> blobs.put(new Place(where, digest), bytes));
    manifests.put(new Place(where, image.digest()), image.manifest());
  }

  void delete(String repository, SampleImage image) {
    manifests.remove(new Place(Repository.parse(repository), image.digest()));
  }

  /** From now on nothing of the repository can be read. */
  public void breakDown(String repository) {
    broken.put(Repository.parse(repository), "500 INTERNAL for " + repository);
  }

  public void recover(String repository) {
    broken.remove(Repository.parse(repository));
  }

  @Override
  public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
    reads.add(digest);
    return found(repository, manifests.get(new Place(repository, digest)));
  }

  @Override
  public InputStream blob(Repository repository, Descriptor blob) throws IOException {
    return new ByteArrayInputStream(
        found(repository, blobs.get(new Place(repository, blob.digest()))));
  }

  private <T> T found(Repository repository, T held) throws IOException {
    if (broken.containsKey(repository)) {
      throw new IOException(broken.get(repository));
    }
    return Optional.ofNullable(held)
        .orElseThrow(() -> new NoSuchFileException(repository + " does not have it"));
  }
}
