package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Digests;
import dev.reinstate.image.KnownNames;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.endpoint.ListingBuilder;
import dev.reinstate.registry.endpoint.ListingParser;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.ListingStyle;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.guard.Challenge;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.http.Target;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What registries answer that is unusual, or that means something else than it seems to. */
final class OddAnswersTest {

  private static final EmbeddedRegistryOptions PLAIN =
      EmbeddedRegistryOptions.defaults().withListing(ListingStyle.OCI).withPageSize(2);
  private static final int TAGS = 5;

  private final TestImage image = TestImage.named("amd64");
  private final AtomicReference<Instant> time = new AtomicReference<>(Instant.EPOCH);
  private EmbeddedRegistry registry;
  private RegistryClient client;

  @BeforeEach
  void start() throws IOException {
    start(PLAIN);
  }

  private void start(EmbeddedRegistryOptions options) throws IOException {
    stop();
    registry = EmbeddedRegistry.start(options);
    client =
        RegistryClient.open(
            RegistrySettings.defaults(ImmutableMap.of()).withCredentials(Credentials.ANONYMOUS));
  }

  @AfterEach
  void stop() throws IOException {
    if (registry != null) {
      client.close();
      registry.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<?last=LAST>; rel=\"next\"",
        "/v2/app/tags/list?last=LAST; rel=\"next\"",
        "</v2/app/tags/list?last=LAST>; rel=\"next last\"",
        "</v2/app/tags/list?n=2>; rel=first, </v2/app/tags/list?last=LAST>; title=\"a, b\"; REL=NEXT",
      })
  void aListingIsFollowedHoweverItsLinkIsWritten(String link) throws IOException {
    image.push(writer(), app(), "v0");
    tagOthers();
    always(Endpoint.TAGS, "Link", old -> old.map(value -> link.replace("LAST", last(value))));
    assertEquals(TAGS, read(everyTag()).tags().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<?last=LAST>", "<?last=LAST>; rel=\"next"})
  void aLinkThatIsNotUnderstoodIsNotTheLastPage(String link) throws IOException {
    image.push(writer(), app(), "v0");
    tagOthers();
    always(Endpoint.TAGS, "Link", old -> old.map(value -> link.replace("LAST", last(value))));
    long before = registry.counts().total();
    String reason =
        assertInstanceOf(LiveRepository.Unreadable.class, client.reader().read(app(), everyTag()))
            .reason();
    assertTrue(reason.contains(registry.host() + "/app"), reason);
    assertTrue(reason.contains("header Link"), reason);
    assertEquals(before + 1, registry.counts().total(), "asked once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain; charset=utf-8", "nonsense", ""})
  void aManifestIsWhatItSaysItIs(String type) throws IOException {
    image.push(writer(), app(), "v0");
    always(Endpoint.MANIFEST, "Content-Type", old -> Optional.of(type).filter(t -> !t.isEmpty()));
    Manifest read = client.images().manifest(app(), image.manifest().digest());
    assertEquals(image.manifest(), read);
    assertEquals(
        new PutResult.Accepted(), writer().putManifest(app(), TestTag.fresh("again"), read));
  }

  @Test
  void aManifestOfAnOldSnapshotIsPutAsWhatItIs() throws IOException {
    image.uploadBlobs(writer(), app());
    Manifest json =
        new Manifest(image.manifest().digest(), "application/json", image.manifest().bytes());
    assertEquals(new PutResult.Accepted(), writer().putManifest(app(), TestTag.fresh("v0"), json));
  }

  @Test
  void whatIsNoManifestIsAskedForOnce() throws IOException {
    byte[] page = "{\"hello\": 1}".getBytes(UTF_8);
    Manifest stored = new Manifest(Digests.of(page), "text/html", page);
    registry.contents().putManifest("app", stored);
    RegistryException e =
        assertThrows(
            RegistryException.class, () -> client.images().manifest(app(), stored.digest()));
    assertTrue(e.getMessage().contains("no manifest"), e.getMessage());
    assertEquals(1, registry.counts().total());
  }

  @ParameterizedTest
  @CsvSource({"404, MANIFEST_UNKNOWN", "405, UNSUPPORTED", "400, UNSUPPORTED", "501, UNSUPPORTED"})
  void whereHeadDoesNotFindWhatIsListedGetDecides(int status, String code) throws IOException {
    image.push(writer(), app(), "v0");
    tagOthers();
    registry
        .faults()
        .always(target -> target.method().equals("HEAD"), new Fault.Refusal(status, code));
    LiveRepository.Contents contents = read(everyTag());
    assertEquals(TAGS, contents.tags().size());
    assertEquals(ImmutableSet.of(image.manifest().digest()), contents.images());
    assertTrue(status == 404 || writer().hasBlob(app(), image.layer().digest()));
  }

  @Test
  void whereHeadFindsNothingASourceIsAskedByGet() throws IOException {
    image.push(writer(), app(), "v0");
    registry
        .faults()
        .always(
            target -> target.method().equals("HEAD"), new Fault.Refusal(404, "MANIFEST_UNKNOWN"));
    Expectation source = Expectation.ofImages(ImmutableSet.of(image.manifest().digest()));
    assertEquals(ImmutableSet.of(image.manifest().digest()), read(source).images());
  }

  @Test
  void aTagThatAnswersIsNotAnImage() throws IOException {
    start(PLAIN.with(Feature.LASTING_TAGS));
    TestImage other = TestImage.named("arm64");
    image.push(writer(), app(), "v0");
    other.push(writer(), app(), "v1");
    registry.contents().deleteManifest("app", image.manifest().digest());

    LiveRepository.Contents contents = read(everyTag());
    assertEquals(ImmutableSet.of(other.manifest().digest()), contents.images());
    assertEquals(
        ImmutableMap.of("v0", image.manifest().digest(), "v1", other.manifest().digest()),
        contents.tags());
  }

  @Test
  void eachDigestIsAskedForOnce() throws IOException {
    image.push(writer(), app(), "v0");
    tagOthers();
    long before = heads();
    DescriptorDigest digest = image.manifest().digest();
    Expectation expected = Expectation.ofEveryTag(ImmutableSet.of(digest), ImmutableSet.of("v0"));
    assertEquals(ImmutableSet.of(digest), read(expected).images());
    assertEquals(before + TAGS + 1, heads());
  }

  @Test
  void cncfDistributionFindsATagByItsDigest() throws IOException {
    start(PLAIN.with(Feature.STRICT_REFERENCES));
    image.push(writer(), app(), "v0");
    tagOthers();
    long before = heads();
    assertEquals(ImmutableSet.of(image.manifest().digest()), read(everyTag()).images());
    assertEquals(before + TAGS, heads());
  }

  @ParameterizedTest
  @ValueSource(strings = {"&x=a|b{c}", "&x=\"a b\"", "&x=100%", "&x=\u00e9", "#here"})
  void anUploadGoesWhereTheRegistrySaysHoweverItIsWritten(String more) throws IOException {
    always(Endpoint.UPLOADS, "Location", old -> old.map(location -> location + more));
    image.push(writer(), app(), "v0");
    assertEquals(
        Optional.of(image.manifest()),
        registry.contents().manifest("app", image.manifest().digest()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTokenThatDiedUnsaidIsRenewed(boolean write) throws IOException {
    start(
        PLAIN
            .withChallenge(new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5)))
            .withClock(time::get));
    image.push(writer(), app(), "v0");
    read(everyTag());
    time.set(Instant.EPOCH.plus(Duration.ofHours(1)));
    registry
        .faults()
        .always(
            target -> target.endpoint() != Endpoint.TOKEN,
            new Fault.OtherHeader("WWW-Authenticate", old -> Optional.empty()));
    if (write) {
      assertEquals(
          new PutResult.Accepted(),
          writer().putManifest(app(), TestTag.fresh("v1"), image.manifest()));
    } else {
      assertEquals(1, read(everyTag()).tags().size());
    }
  }

  @Test
  void aRefusalThatSaysNothingIsNotAnsweredForEver() throws IOException {
    start(PLAIN.withChallenge(new Challenge.Bearer(Optional.empty(), Duration.ofMinutes(5))));
    image.push(writer(), app(), "v0");
    registry
        .faults()
        .always(
            target -> target.endpoint() == Endpoint.TAGS, new Fault.Refusal(401, "UNAUTHORIZED"));
    long before = registry.counts().total();
    String reason =
        assertInstanceOf(LiveRepository.Unreadable.class, client.reader().read(app(), everyTag()))
            .reason();
    assertTrue(reason.contains("answered 401"), reason);
    assertTrue(registry.counts().total() - before <= 6, "three attempts, a token for each");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errors\":[{\"code\":\"UNKNOWN\"}]}",
        "{}",
        "{\"name\":\"app\"}",
        "{\"tags\":\"v1\"}",
        "{\"tags\":[1]}",
        "{\"tags\":{}}",
      })
  void whatIsNoListingIsNotAnEmptyOne(String body) {
    assertThrows(
        IOException.class,
        () ->
            ListingParser.parse(
                new ByteArrayInputStream(body.getBytes(UTF_8)),
                new ListingBuilder(new KnownNames())));
  }

  private void tagOthers() {
    for (int i = 1; i < TAGS; i++) {
      registry.contents().tag("app", "v" + i, image.manifest().digest());
    }
  }

  private static String last(String link) {
    return link.replaceAll(".*last=([^>&]*).*", "$1");
  }

  private void always(Endpoint endpoint, String header, UnaryOperator<Optional<String>> change) {
    registry
        .faults()
        .always(
            (Target target) -> target.endpoint() == endpoint,
            new Fault.OtherHeader(header, change));
  }

  private long heads() {
    return client.traffic().requests().get(registry.host()).getOrDefault("HEAD", 0L);
  }

  private LiveRepository.Contents read(Expectation expectation) {
    return assertInstanceOf(
        LiveRepository.Contents.class, client.reader().read(app(), expectation));
  }

  private static Expectation everyTag() {
    return Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());
  }

  private ImageWriter writer() {
    return client.writer(ServiceAccounts.NONE);
  }

  private Repository app() {
    return new Repository(registry.host(), "app");
  }
}
