package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.ImageWriter.UploadSession;
import dev.reinstate.concurrent.SingleFlight;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.plan.Source;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts a blob into a repository: mounted from another repository on the host where one has it, else
 * sent. A blob is put into a repository once a run, and sent to a host once where the host mounts.
 */
final class BlobSupply {

  /** A refused mount costs a request; more tries are not worth it. */
  private static final int MOST_MOUNTS = 2;

  private record Place(Repository repository, DescriptorDigest blob) {}

  /** That a repository was given a blob, or seen to have it; each time another. */
  static final class Held {
    private final Repository repository;

    private Held(Repository repository) {
      this.repository = repository;
    }
  }

  private record OnHost(String host, DescriptorDigest blob) {}

  /** Whether a mount worked, or the upload that the registry opened instead, if it did. */
  private record Mounting(boolean done, Optional<UploadSession> session) {
    private static final Mounting NOT_TRIED = new Mounting(false, Optional.empty());
  }

  private final ImageWriter writer;
  private final SourceReader reader;
  private final BlobSpool spool;
  private final SingleFlight<Place, Held, IOException> placed =
      new SingleFlight<>(IOException.class);
  private final SingleFlight<OnHost, Held, IOException> sent =
      new SingleFlight<>(IOException.class);

  /** Where neither a mount nor a look is believed any more. */
  private final Set<Place> sentOnly = ConcurrentHashMap.newKeySet();

  private final Set<String> refusedToMount = ConcurrentHashMap.newKeySet();

  BlobSupply(ImageWriter writer, SourceReader reader, BlobSpool spool) {
    this.writer = writer;
    this.reader = reader;
    this.spool = spool;
  }

  /** Puts a blob into the repository, which lacks it. */
  void send(Repository repository, Descriptor blob, BlobOrigin origin) throws IOException {
    placed.get(
        new Place(repository, blob.digest()), () -> place(repository, blob, origin, () -> false));
  }

  /** The same for a blob that may be there: it is mounted, or looked for before bytes are moved. */
  void sendUnlessThere(Repository repository, Descriptor blob, BlobOrigin origin)
      throws IOException {
    placed.get(
        new Place(repository, blob.digest()),
        () -> place(repository, blob, origin, () -> writer.hasBlob(repository, blob.digest())));
  }

  /** Sends its bytes whatever the repository seems to have: no mount and no look will do. */
  void sendBytes(Repository repository, Descriptor blob, BlobOrigin origin) throws IOException {
    Place place = new Place(repository, blob.digest());
    sentOnly.add(place);
    find(repository, blob).ifPresent(held -> placed.forget(place, held));
    placed.get(place, () -> place(repository, blob, origin, () -> false));
  }

  /** Notes that the repository has the blob: others on the host can mount it from there. */
  void isThere(Repository repository, Descriptor blob) throws IOException {
    sent.get(new OnHost(repository.host(), blob.digest()), () -> new Held(repository));
  }

  /** What the repository is taken to have of a blob, if anything. */
  Optional<Held> find(Repository repository, Descriptor blob) {
    return placed.find(new Place(repository, blob.digest()));
  }

  /**
   * Forgets that the repository has the blob: it never was there, or it is gone.
   *
   * @param held what it was taken to have; whatever was put there since stays
   * @param sentOnly whether only its bytes will do from now on
   */
  void forget(Held held, Descriptor blob, boolean sentOnly) {
    Place place = new Place(held.repository, blob.digest());
    if (sentOnly) {
      this.sentOnly.add(place);
    }
    placed.forget(place, held);
    forgetOnHost(place);
  }

  private void forgetOnHost(Place place) {
    OnHost key = new OnHost(place.repository().host(), place.blob());
    sent.find(key)
        .filter(held -> held.repository.equals(place.repository()))
        .ifPresent(held -> sent.forget(key, held));
  }

  /** Whoever comes here has found that the repository lacks it, whatever was noted before. */
  private Held place(
      Repository repository,
      Descriptor blob,
      BlobOrigin origin,
      SingleFlight.Work<Boolean, IOException> look)
      throws IOException {
    Place place = new Place(repository, blob.digest());
    forgetOnHost(place);
    if (sentOnly.contains(place)) {
      return upload(repository, blob, origin, Optional.empty());
    }
    Mounting mounting = Mounting.NOT_TRIED;
    for (Repository holder : holders(repository, origin.sources())) {
      mounting = mount(repository, blob, holder);
      if (mounting.done()) {
        return new Held(repository);
      }
    }
    if (look.run()) {
      return new Held(repository);
    }
    Mounting refused = mounting;
    Held first =
        sent.get(
            new OnHost(repository.host(), blob.digest()),
            () -> upload(repository, blob, origin, refused.session()));
    if (first.repository.equals(repository)) {
      return first;
    }
    // Just sent to another repository of the host: mounted from there, or sent once more.
    Mounting again = mount(repository, blob, first.repository);
    return again.done() ? new Held(repository) : upload(repository, blob, origin, again.session());
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
      if (session.isPresent()) {
        refusedToMount.add(repository.host());
      }
      return new Mounting(session.isEmpty(), session);
    } catch (IOException e) {
      return Mounting.NOT_TRIED;
    }
  }

  /**
   * Through a file when the bytes are wanted again, by another host or by another repository on one
   * that is not known to mount; else straight, which spares the disk.
   */
  private Held upload(
      Repository repository, Descriptor blob, BlobOrigin origin, Optional<UploadSession> session)
      throws IOException {
    if (origin.shared()
        || refusedToMount.contains(repository.host())
        || blob.size() == Descriptor.UNKNOWN_SIZE) {
      spooled(repository, blob, origin, session);
    } else {
      RelayedBlob.upload(writer, reader, repository, blob, origin, session);
    }
    return new Held(repository);
  }

  /** Fetches it once, however often this is called; straight where there is no space for it. */
  void spooled(
      Repository repository, Descriptor blob, BlobOrigin origin, Optional<UploadSession> session)
      throws IOException {
    try (BlobSpool.Spooled kept =
        spool.lend(blob, file -> reader.copyBlob(blob, origin.sources(), file))) {
      Descriptor sized = new Descriptor(blob.mediaType(), blob.digest(), kept.size());
      writer.uploadBlob(repository, sized, kept.bytes(), session);
    } catch (SpoolException e) {
      if (blob.size() == Descriptor.UNKNOWN_SIZE) {
        throw e;
      }
      RelayedBlob.upload(writer, reader, repository, blob, origin, session);
    }
  }
}
