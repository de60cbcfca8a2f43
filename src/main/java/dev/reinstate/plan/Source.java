package dev.reinstate.plan;

import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;

/** Where the bytes of a missing image are to be had. */
public sealed interface Source {

  /** The kinds, best first. */
  enum Kind {
    /** Another repository on the same host: blobs are mounted, no bytes pass through us. */
    MOUNT,
    /** A destination on another host. */
    MIRROR,
    /** A source registry: this destination's, or another's that had to be asked. */
    STAGING,
    /** A read-only place that serves blobs by digest. */
    BLOB_MIRROR,
    SNAPSHOT
  }

  Kind kind();

  /** Repository, or digest in the snapshot; what {@code plan.json} shows. */
  String reference();

  /** A live repository that has the image. */
  record Live(Kind kind, Repository repository) implements Source {
    @Override
    public String reference() {
      return repository.toString();
    }
  }

  /**
   * A blob mirror: it has blobs, and no manifests.
   *
   * @param root the address that {@code /sha256:HEX} is appended to
   */
  record Mirrored(String root) implements Source {
    @Override
    public Kind kind() {
      return Kind.BLOB_MIRROR;
    }

    @Override
    public String reference() {
      return root;
    }
  }

  /**
   * The snapshot.
   *
   * @param content where the manifest's bytes are stored
   */
  record Stored(Descriptor content) implements Source {
    @Override
    public Kind kind() {
      return Kind.SNAPSHOT;
    }

    @Override
    public String reference() {
      return content.digest().toString();
    }
  }
}
