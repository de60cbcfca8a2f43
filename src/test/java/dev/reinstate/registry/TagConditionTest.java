package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.reinstate.apply.PutResult;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.registry.LoopbackServer.Answer;
import dev.reinstate.registry.LoopbackServer.Asked;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.failure.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tag is written only while it is what it is expected to be, on every attempt. */
@Timeout(30)
final class TagConditionTest {

  private static final Manifest OURS = TestImage.named("amd64").manifest();
  private static final DescriptorDigest THEIRS = Digests.of(new byte[] {1});
  private static final DescriptorDigest OLD = Digests.of(new byte[] {2});
  private static final String HEAD = "HEAD /v2/prod/pause/manifests/v1";
  private static final String GET = "GET /v2/prod/pause/manifests/v1";
  private static final String PUT = "PUT /v2/prod/pause/manifests/v1";

  private final AtomicReference<DescriptorDigest> tag = new AtomicReference<>();
  private Iterator<Runnable> beforePuts = List.<Runnable>of().iterator();
  private Iterator<Answer> insteadOfPuts = List.<Answer>of().iterator();
  private Iterator<Answer> insteadOfHeads = List.<Answer>of().iterator();
  private LoopbackServer registry;

  @BeforeEach
  void start() throws IOException {
    registry = LoopbackServer.start(this::answer);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503})
  void anAttemptAfterARefusalFindsThatTheTagMoved(int status) throws IOException {
    tag.set(OLD);
    insteadOfPuts = List.of(Answer.of(status)).iterator();
    beforePuts = List.<Runnable>of(() -> tag.set(THEIRS)).iterator();
    assertEquals(changed(THEIRS), put(TestTag.at("v1", OLD)));
    assertEquals(ImmutableList.of(HEAD, PUT, HEAD), registry.lines());
  }

  @Test
  void soItDoesForATagThatWasJustSeenToBeMissing() throws IOException {
    insteadOfPuts = List.of(Answer.of(503)).iterator();
    beforePuts = List.<Runnable>of(() -> tag.set(THEIRS)).iterator();
    assertEquals(changed(THEIRS), put(TestTag.fresh("v1")));
    assertEquals(ImmutableList.of(PUT, HEAD), registry.lines());
  }

  /** The answer to a challenge is an attempt as well. */
  @Test
  void soDoesTheAnswerToAChallenge() throws IOException {
    Answer challenge =
        Answer.challenge("Bearer realm=\"http://" + registry.host() + "/token\",service=\"s\"");
    insteadOfPuts = List.of(challenge).iterator();
    beforePuts = List.<Runnable>of(() -> tag.set(THEIRS)).iterator();
    assertEquals(changed(THEIRS), put(TestTag.fresh("v1")));
    assertEquals(ImmutableList.of(PUT, token(), HEAD), registry.lines());
  }

  @Test
  void aLookThatIsChallengedIsAnsweredAndMadeAgain() throws IOException {
    insteadOfHeads =
        List.of(
                Answer.challenge(
                    "Bearer realm=\"http://" + registry.host() + "/token\",service=\"s\""))
            .iterator();
    assertEquals(new PutResult.Accepted(), put(TestTag.absent("v1")));
    assertEquals(ImmutableList.of(HEAD, token(), HEAD, PUT), registry.lines());
    assertTrue(
        registry.asked().stream().skip(2).allMatch(a -> a.authorization().equals("Bearer t")));
  }

  @Test
  void anAttemptThatWorkedUnseenIsNotRepeated() throws IOException {
    tag.set(OLD);
    insteadOfPuts = List.of(Answer.of(500)).iterator();
    beforePuts = List.<Runnable>of(() -> tag.set(OURS.digest())).iterator();
    assertEquals(new PutResult.Accepted(), put(TestTag.at("v1", OLD)));
    assertEquals(ImmutableList.of(HEAD, PUT, HEAD), registry.lines());
  }

  @Test
  void anAttemptThatDidNothingIsRepeated() throws IOException {
    tag.set(OLD);
    insteadOfPuts = List.of(Answer.of(503), Answer.of(503)).iterator();
    assertEquals(new PutResult.Accepted(), put(TestTag.at("v1", OLD)));
    assertEquals(ImmutableList.of(HEAD, PUT, HEAD, PUT, HEAD, PUT), registry.lines());
    assertEquals(OURS.digest(), tag.get());
  }

  @Test
  void whatIsOursBeforeAnythingLeftIsSaid() throws IOException {
    tag.set(OURS.digest());
    assertEquals(changed(OURS.digest()), put(TestTag.absent("v1")));
    assertEquals(ImmutableList.of(HEAD), registry.lines());
  }

  @Test
  void aTagThatIsGoneIsNotPutBackWhereItPointed() throws IOException {
    assertEquals(new PutResult.TagChanged(Optional.empty()), put(TestTag.at("v1", OLD)));
    assertEquals(ImmutableList.of(HEAD, GET), registry.lines());
  }

  /** It knows no HEAD, or answers it wrongly. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405})
  void getDecidesWhereHeadSaysNothing(int status) throws IOException {
    tag.set(OURS.digest());
    insteadOfHeads = List.of(Answer.of(status)).iterator();
    assertEquals(changed(OURS.digest()), put(TestTag.at("v1", OLD)));
    assertEquals(ImmutableList.of(HEAD, GET), registry.lines());
  }

  @Test
  void aLookThatFailsIsTriedAgainAndNothingLeavesWithoutIt() throws IOException {
    tag.set(OLD);
    insteadOfHeads = List.of(Answer.of(503), Answer.of(429)).iterator();
    assertEquals(new PutResult.Accepted(), put(TestTag.at("v1", OLD)));
    assertEquals(ImmutableList.of(HEAD, HEAD, HEAD, PUT), registry.lines());
  }

  @Test
  void aLookThatIsRefusedSaysWhatToGrant() {
    RegistryException e =
        assertThrows(
            RegistryException.class, () -> put(new TestTag("v2", Optional.empty(), false)));
    assertTrue(e.getMessage().contains("/manifests/v2"), e.getMessage());
    assertTrue(e.getMessage().contains("grant it write access"), e.getMessage());
    assertTrue(registry.lines().stream().noneMatch(line -> line.startsWith("PUT")));
  }

  @Test
  void aLookFollowsRedirects() throws IOException {
    tag.set(OLD);
    insteadOfHeads = List.of(Answer.to(307, "/v2/prod/pause/manifests/v1?again")).iterator();
    assertEquals(new PutResult.Accepted(), put(TestTag.at("v1", OLD)));
    assertEquals(ImmutableList.of(HEAD, HEAD + "?again", PUT), registry.lines());
  }

  /** Each look is made in the turn of its write; it must not wait for another. */
  @Test
  void looksDoNotWaitForTheWritesTheyBelongTo() {
    tag.set(OLD);
    beforePuts =
        Collections.nCopies(
                40,
                (Runnable) () -> Uninterruptibles.sleepUninterruptibly(1, TimeUnit.MILLISECONDS))
            .iterator();
    insteadOfPuts = Collections.nCopies(40, Answer.of(201)).iterator();
    new FanOut(20)
        .map(
            Collections.nCopies(40, TestTag.at("v1", OLD)),
            each -> {
              try {
                return put(each);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .forEach(result -> assertEquals(new PutResult.Accepted(), result));
  }

  private PutResult put(TestTag expected) throws IOException {
    try (RegistryClient client =
        RegistryClient.open(
            RegistrySettings.defaults(ImmutableMap.of())
                .withConcurrency(1)
                .withCredentials(Credentials.ANONYMOUS)
                .withWaiting(new VirtualTime()))) {
      return client
          .writer(ServiceAccounts.NONE)
          .putManifest(new Repository(registry.host(), "prod/pause"), expected, OURS);
    }
  }

  private static PutResult changed(DescriptorDigest now) {
    return new PutResult.TagChanged(Optional.of(now));
  }

  private static String token() {
    return "GET /token?service=s&scope=repository:prod/pause:pull,push";
  }

  private synchronized Answer answer(Asked asked) {
    if (asked.line().startsWith("GET /token")) {
      return Answer.ok("{\"token\":\"t\"}");
    }
    if (asked.line().endsWith("/v2")) {
      return Answer.of(403);
    }
    if (asked.line().startsWith("PUT")) {
      if (beforePuts.hasNext()) {
        beforePuts.next().run();
      }
      if (insteadOfPuts.hasNext()) {
        return insteadOfPuts.next();
      }
      tag.set(OURS.digest());
      return Answer.of(201);
    }
    if (asked.line().startsWith("HEAD") && insteadOfHeads.hasNext()) {
      return insteadOfHeads.next();
    }
    if (tag.get() == null) {
      return Answer.of(404);
    }
    return new Answer(
        200,
        ImmutableMap.of(
            "Docker-Content-Digest", tag.get().toString(), "Content-Type", OURS.mediaType()),
        new String(OURS.bytes(), UTF_8));
  }
}
