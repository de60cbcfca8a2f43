package dev.reinstate.registry;

import dev.reinstate.apply.Failures;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Probed;
import dev.reinstate.registry.endpoint.AskBlob;
import dev.reinstate.registry.endpoint.AskBlob.Answer;
import dev.reinstate.registry.endpoint.GetBlob;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.stream.VerifiedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;

/** Looks at blobs, wherever they are. What the first look makes doubtful, their bytes decide. */
final class BlobProbe {

  private static final int PIECE = 256 * 1024;

  private final RegistryCaller caller;
  private final BlobHeads heads;

  BlobProbe(RegistryCaller caller, BlobHeads heads) {
    this.caller = caller;
    this.heads = heads;
  }

  /** Whether it is there with its size. */
  Probed<Descriptor> present(Repository from, URI place, Descriptor blob) {
    try {
      return heads.areAsked(host(from)) ? byHead(from, place, blob) : byGet(from, place, blob);
    } catch (IOException e) {
      return new Probed.Unreadable<>(Failures.describe(e));
    }
  }

  /** The same, and whether its bytes are right. */
  Probed<Descriptor> bytes(Repository from, URI place, Descriptor blob) {
    Probed<Descriptor> first = read(from, place, blob);
    return first instanceof Probed.Damaged ? read(from, place, blob) : first;
  }

  private Probed<Descriptor> byHead(Repository from, URI place, Descriptor blob)
      throws IOException {
    Answer answer = caller.call(from, new AskBlob("HEAD", place, blob.digest()));
    if (answer instanceof Answer.Found found && found.underThisName() && agrees(found, blob)) {
      heads.found(host(from));
      return new Probed.Whole<>(blob);
    }
    if (answer instanceof Answer.Absent absent && heads.haveFound(host(from))) {
      return new Probed.Missing<>(absent.seen());
    }
    Probed<Descriptor> decided =
        answer instanceof Answer.Found ? bytes(from, place, blob) : byGet(from, place, blob);
    boolean refused = answer instanceof Answer.Refused && decided instanceof Probed.Missing;
    if (decided instanceof Probed.Whole || refused) {
      heads.differ(host(from));
    }
    return decided;
  }

  private Probed<Descriptor> byGet(Repository from, URI place, Descriptor blob) throws IOException {
    return switch (caller.call(from, new AskBlob("GET", place, blob.digest()))) {
      case Answer.Found found ->
          agrees(found, blob) ? new Probed.Whole<>(blob) : bytes(from, place, blob);
      case Answer.Absent absent -> new Probed.Missing<>(absent.seen());
      case Answer.Refused ignored -> throw new IllegalStateException("GET is never refused so");
    };
  }

  private static boolean agrees(Answer.Found found, Descriptor blob) {
    return blob.size() == Descriptor.UNKNOWN_SIZE
        || found.size() < 0
        || found.size() == blob.size();
  }

  private Probed<Descriptor> read(Repository from, URI place, Descriptor blob) {
    Opened opened = new Opened(from, place);
    long count = 0;
    try (InputStream bytes =
        new VerifiedInputStream(
            new ResumingInputStream(opened, -1), new ExpectedBlob(blob, from.toString()))) {
      byte[] piece = new byte[PIECE];
      for (int read = bytes.read(piece); read >= 0; read = bytes.read(piece)) {
        count += read;
      }
      return new Probed.Whole<>(new Descriptor(blob.mediaType(), blob.digest(), count));
    } catch (DamagedBlobException e) {
      boolean maybeCutOff = !opened.saysWhereItEnds && count <= blob.size();
      return maybeCutOff
          ? new Probed.Unreadable<>(e.getMessage() + ", maybe because it was cut off")
          : new Probed.Damaged<>(e.expected(), e.seen());
    } catch (NoSuchFileException e) {
      return new Probed.Missing<>("GET " + answer(e));
    } catch (IOException e) {
      return new Probed.Unreadable<>(unreadable(e, from, blob, count));
    }
  }

  private static String answer(NoSuchFileException missing) {
    return missing.getCause() instanceof RegistryException refusal ? refusal.answer() : "404";
  }

  private static String unreadable(IOException e, Repository from, Descriptor blob, long count) {
    return e instanceof RegistryException
        ? Failures.describe(e)
        : "GET blob %s of %s broke off after %,d bytes: %s"
            .formatted(blob.digest(), from, count, Failures.describe(e));
  }

  private String host(Repository from) {
    return caller.address(from).host();
  }

  private final class Opened implements ResumingInputStream.Opener {

    private final Repository from;
    private final URI place;
    private boolean saysWhereItEnds;

    Opened(Repository from, URI place) {
      this.from = from;
      this.place = place;
    }

    @Override
    public InputStream open(long offset) throws IOException {
      GetBlob.Body body = caller.stream(from, new GetBlob(place, offset));
      saysWhereItEnds = body.saysWhereItEnds();
      return body;
    }
  }
}
