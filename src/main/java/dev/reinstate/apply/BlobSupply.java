package dev.reinstate.apply;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.ImageWriter.UploadSession;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Puts a blob into a repository: mounted from another repository on the host where one has it, else
 * sent. A blob is put into a repository once a run, and sent to a host once where the host mounts.
 */
final class BlobSupply {

  /** A refused mount costs a request; more tries are not worth it. */
  private static final int MOST_MOUNTS = 2;

  private record Placed(Repository repository, DescriptorDigest blob) {}

  private record OnHost(String host, DescriptorDigest blob) {}

  /** Whether a mount worked, or the upload that the registry opened instead, if it did. */
  private record Mounting(boolean done, Optional<UploadSession> session) {
    private static final Mounting NOT_TRIED = new Mounting(false, Optional.empty());
  }

  private final ImageWriter writer;
  private final SourceReader reader;
  private final BlobSpool spool;
  private final SingleFlight<Placed, Repository, IOException> placed =
      new SingleFlight<>(IOException.class);
  private final SingleFlight<OnHost, Repository, IOException> sent =
      new SingleFlight<>(IOException.class);

  BlobSupply(ImageWriter writer, SourceReader reader, BlobSpool spool) {
    this.writer = writer;
    this.reader = reader;
    this.spool = spool;
  }

  /**
   * Puts a blob into the repository, which lacks it.
   *
   * @param sources of the image that needs it
   */
  void send(Repository repository, Descriptor blob, List<Source> sources) throws IOException {
    placed.get(
        new Placed(repository, blob.digest()), () -> place(repository, blob, sources, () -> false));
  }

  /** The same for a blob that may be there: it is mounted, or looked for before bytes are moved. */
  void sendUnlessThere(Repository repository, Descriptor blob, List<Source> sources)
      throws IOException {
    placed.get(
        new Placed(repository, blob.digest()),
        () -> place(repository, blob, sources, () -> writer.hasBlob(repository, blob.digest())));
  }

  /** Notes that the repository has the blob: others on the host can mount it from there. */
  void isThere(Repository repository, Descriptor blob) throws IOException {
    sent.get(new OnHost(repository.host(), blob.digest()), () -> repository);
  }

  private interface Look {
    boolean finds() throws IOException;
  }

  private Repository place(Repository repository, Descriptor blob, List<Source> sources, Look look)
      throws IOException {
    Mounting mounting = Mounting.NOT_TRIED;
    for (Repository holder : holders(repository, sources)) {
      mounting = mount(repository, blob, holder);
      if (mounting.done()) {
        return repository;
      }
    }
    if (look.finds()) {
      return repository;
    }
    Mounting refused = mounting;
    Repository first =
        sent.get(
            new OnHost(repository.host(), blob.digest()),
            () -> upload(repository, blob, sources, refused.session()));
    return first.equals(repository) ? repository : follow(repository, blob, sources, first);
  }

  /** Mounts what was just sent to another repository of the host, or sends it once more. */
  private Repository follow(
      Repository repository, Descriptor blob, List<Source> sources, Repository first)
      throws IOException {
    Mounting mounting = mount(repository, blob, first);
    return mounting.done() ? repository : upload(repository, blob, sources, mounting.session());
  }

  private static List<Repository> holders(Repository repository, List<Source> sources) {
    return sources.stream()
        .filter(source -> source.kind() == Source.Kind.MOUNT)
        .map(source -> ((Source.Live) source).repository())
        .filter(holder -> holder.host().equals(repository.host()))
        .limit(MOST_MOUNTS)
        .toList();
  }

  /** A refusal of any kind is no failure: the blob can still be sent. */
  private Mounting mount(Repository repository, Descriptor blob, Repository from) {
    try {
      Optional<UploadSession> session = writer.mountBlob(repository, blob.digest(), from);
      return new Mounting(session.isEmpty(), session);
    } catch (IOException e) {
      return Mounting.NOT_TRIED;
    }
  }

  private Repository upload(
      Repository repository, Descriptor blob, List<Source> sources, Optional<UploadSession> session)
      throws IOException {
    try (BlobSpool.Lease lease = spool.lease(blob, file -> reader.copyBlob(blob, sources, file))) {
      Descriptor sized = new Descriptor(blob.mediaType(), blob.digest(), lease.size());
      writer.uploadBlob(repository, sized, lease.bytes(), session);
    }
    return repository;
  }
}
