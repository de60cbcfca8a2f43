package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Range;
import dev.reinstate.apply.ExpectedTag;
import dev.reinstate.apply.PutResult;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.endpoint.DigestHeader;
import dev.reinstate.registry.endpoint.GetManifest;
import dev.reinstate.registry.endpoint.HeadManifest;
import dev.reinstate.registry.endpoint.RegistryCaller;
import dev.reinstate.registry.failure.Refusals;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Exchange;
import dev.reinstate.registry.wire.Precondition;
import dev.reinstate.registry.wire.Request;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.util.Optional;

/**
 * Lets the attempts of one write of a tag leave while the tag is what it is expected to be. The
 * first may leave without a look where there was one just now. Another one never does: whatever
 * became of the one before, somebody may have come since.
 *
 * <p>One thread at a time.
 */
final class TagCondition implements Precondition {

  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;

  /** By which a client is told that it asks wrongly. */
  private static final Range<Integer> REFUSALS = Range.closedOpen(400, 500);

  /** Who is asked to authenticate, or to wait, need not ask otherwise. */
  private static final ImmutableSet<Integer> SAYING_ENOUGH =
      ImmutableSet.of(UNAUTHORIZED, 408, 429);

  private final RegistryCaller caller;
  private final ExpectedTag tag;
  private final DescriptorDigest ours;
  private int attempts;
  private boolean oneLeft;
  private PutResult answer;

  /** A response that is no digest is a challenge, which must be answered first. */
  private record Look(Optional<DescriptorDigest> digest, Optional<Response> challenge) {

    static Look of(Optional<DescriptorDigest> digest) {
      return new Look(digest, Optional.empty());
    }
  }

  /**
   * @param ours what the tag is to become
   */
  TagCondition(RegistryCaller caller, ExpectedTag tag, DescriptorDigest ours) {
    this.caller = caller;
    this.tag = tag;
    this.ours = ours;
  }

  /** What a look found, so that nothing had to leave after it; empty when that was not so. */
  Optional<PutResult> answer() {
    return Optional.ofNullable(answer);
  }

  @Override
  public Optional<Response> check(Request write, Exchange looks) throws IOException {
    attempts++;
    if (attempts > 1 || !tag.seenJustNow()) {
      Look look = look(write, looks);
      if (look.challenge().isPresent()) {
        return look.challenge();
      }
      requireExpected(look.digest());
    }
    oneLeft = true;
    return Optional.empty();
  }

  private void requireExpected(Optional<DescriptorDigest> now) throws PermanentException {
    tag.looked(now);
    if (!now.equals(tag.value())) {
      boolean oneWorked = oneLeft && now.equals(Optional.of(ours));
      answer = oneWorked ? new PutResult.Accepted() : new PutResult.TagChanged(now);
      throw new PermanentException("tag " + tag.name() + " is not what it was");
    }
  }

  private Look look(Request write, Exchange looks) throws IOException {
    HeadManifest head = new HeadManifest(tag.name());
    Request request = write.asking(head.method(), head.headers());
    try (Response response = send(request, looks)) {
      if (response.succeeded()) {
        Optional<DescriptorDigest> named = read(request, response, DigestHeader::of);
        return named.isPresent() ? Look.of(named) : fetched(write, looks);
      }
      return isDoubtful(response.status()) ? fetched(write, looks) : refused(request, response);
    }
  }

  /**
   * Not every registry answers HEAD as it answers GET, and none can say in it why it refuses. That
   * a tag is gone, or still not there after one left, is more than it may say alone.
   */
  private boolean isDoubtful(int status) {
    return status == NOT_FOUND
        ? oneLeft || tag.value().isPresent()
        : REFUSALS.contains(status) && !SAYING_ENOUGH.contains(status);
  }

  private Look fetched(Request write, Exchange looks) throws IOException {
    GetManifest get = new GetManifest(tag.name());
    Request request = write.asking(get.method(), get.headers());
    try (Response response = send(request, looks)) {
      return response.succeeded()
          ? Look.of(Optional.of(read(request, response, get::read).digest()))
          : refused(request, response);
    }
  }

  private Look refused(Request request, Response response) throws IOException {
    return switch (response.status()) {
      case NOT_FOUND -> Look.of(Optional.empty());
      case UNAUTHORIZED -> new Look(Optional.empty(), Optional.of(response.detached()));
      default -> throw caller.refusal(request, response);
    };
  }

  private static Response send(Request request, Exchange looks) throws IOException {
    try {
      return looks.send(request);
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw Refusals.of(request, e);
    }
  }

  private interface Reading<T> {
    T read(Response response) throws IOException;
  }

  private static <T> T read(Request request, Response response, Reading<T> reading)
      throws RegistryException {
    try {
      return reading.read(response);
    } catch (IOException e) {
      throw Refusals.of(request, e);
    }
  }
}
