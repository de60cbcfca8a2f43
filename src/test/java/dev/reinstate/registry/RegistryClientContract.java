package dev.reinstate.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.ByteSource;
import dev.reinstate.apply.ImageWriter;
import dev.reinstate.apply.PutResult;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.registry.authentication.Credentials;
import dev.reinstate.registry.authentication.ServiceAccounts;
import dev.reinstate.registry.endpoint.Rewrites;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What the client does against any registry. */
abstract class RegistryClientContract {

  private final TestImage image = TestImage.named("amd64");
  private final DescriptorDigest absent = Digests.of("absent".getBytes(UTF_8));

  private RegistryClient client;
  private ImageWriter writer;
  private Repository repository;

  /** Where the registry listens. */
  abstract String host();

  abstract Credentials credentials();

  /** What the registry speaks. */
  abstract Wire wire();

  /** Whether listings tell the digest of every tag. */
  abstract boolean listsDigests();

  /** Whether it has the referrers API. */
  abstract boolean knowsReferrers();

  /** Whether its answers tell that it takes no manifest without what that refers to. */
  boolean tellsItsKind() {
    return true;
  }

  @BeforeEach
  final void connect(TestInfo test) {
    client = RegistryClient.open(settings());
    writer = client.writer(ServiceAccounts.NONE);
    repository = repository(test.getTestMethod().orElseThrow().getName());
  }

  @AfterEach
  final void disconnect() throws IOException {
    client.close();
  }

  @Test
  void unknownRepositoryIsEmpty() {
    assertEquals(
        LiveRepository.UNKNOWN_AND_HIDING, read(repository, expect(image.manifest(), "v1")));
  }

  @Test
  void pushedImageIsListedAndReadBackByteForByte() throws IOException {
    assertEquals(new PutResult.Accepted(), image.push(writer, repository, "v1"));

    LiveRepository.Contents contents = read(repository, expect(image.manifest(), "v1", "v2"));
    assertEquals(ImmutableSet.of(image.manifest().digest()), contents.images());
    assertEquals(ImmutableMap.of("v1", image.manifest().digest()), contents.tags());
    assertEquals(image.manifest(), client.images().manifest(repository, image.manifest().digest()));
    try (InputStream layer = client.images().blob(repository, image.layer())) {
      assertArrayEquals(image.layerBytes(), layer.readAllBytes());
    }
  }

  @Test
  void untaggedImageIsFoundAndAbsentOneIsNot() throws IOException {
    image.push(writer, repository, image.manifest().digest().toString());

    Expectation expectation =
        Expectation.ofImages(ImmutableList.of(image.manifest().digest(), absent));
    LiveRepository.Contents contents = read(repository, expectation);
    assertEquals(ImmutableSet.of(image.manifest().digest()), contents.images());
    assertFalse(contents.unknown(), "also where listings are of tags alone");
  }

  @Test
  void oneExpectedImageCostsOneHead() throws IOException {
    image.push(writer, repository, "v1");
    Expectation oneImage = Expectation.ofImages(ImmutableList.of(image.manifest().digest()));
    read(repository, oneImage); // and with it whatever authentication takes the first time

    ImmutableMap<String, Long> before = requests();
    assertEquals(ImmutableSet.of(image.manifest().digest()), read(repository, oneImage).images());
    ImmutableMap<String, Long> after = requests();
    assertEquals(before.get("HEAD") + 1, after.get("HEAD"));
    assertEquals(before.get("GET"), after.get("GET"));
  }

  @Test
  void everyTagIsResolvedWhenAskedAndOthersAreNamedOtherwise() throws IOException {
    TestImage other = TestImage.named("arm64");
    image.push(writer, repository, "v1");
    other.push(writer, repository, "v2");

    Map<String, DescriptorDigest> both =
        ImmutableMap.of("v1", image.manifest().digest(), "v2", other.manifest().digest());
    Expectation everyTag = Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());
    assertEquals(both, read(repository, everyTag).tags());

    LiveRepository.Contents some = read(repository, expect(image.manifest(), "v1"));
    assertEquals(listsDigests() ? ImmutableSet.of() : ImmutableSet.of("v2"), some.otherTags());
    assertEquals(listsDigests() ? both.keySet() : ImmutableSet.of("v1"), some.tags().keySet());
  }

  @Test
  void untaggedReferrersAreFoundOrTheTagThatListsThemIs() throws IOException {
    RepositoryReader reader = client.reader();
    image.push(writer, repository, "v1");
    assertEquals(ImmutableSet.of(), reader.referrers(repository, image.manifest().digest()));

    ImmutableSet.Builder<DescriptorDigest> pushed = ImmutableSet.builder();
    for (String name : ImmutableList.of("sbom", "proof")) {
      TestImage referrer = TestImage.named(name).referringTo(image.manifest());
      referrer.push(writer, repository, referrer.manifest().digest().toString());
      pushed.add(referrer.manifest().digest());
    }
    Manifest list = TestImage.index(pushed.build());
    String tag = "sha256-" + image.manifest().digest().getHash();
    writer.putManifest(repository, TestTag.fresh(tag), list);

    assertEquals(
        knowsReferrers() ? pushed.build() : ImmutableSet.of(),
        reader.referrers(repository, image.manifest().digest()).stream()
            .map(Referrer::digest)
            .collect(ImmutableSet.toImmutableSet()));
    assertEquals(knowsReferrers(), writer.listsReferrers(repository, image.manifest().digest()));
    Expectation everyTag = Expectation.ofEveryTag(ImmutableSet.of(), ImmutableSet.of());
    LiveRepository.Contents contents = read(repository, everyTag);
    assertEquals(list.digest(), contents.tags().get(tag));
    assertEquals(listsDigests(), contents.showsUntagged());
    assertEquals(listsDigests(), contents.images().containsAll(pushed.build()));
  }

  @Test
  void tagIsResolvedAndMoved() throws IOException {
    TestImage other = TestImage.named("arm64");
    assertEquals(Optional.empty(), writer.resolve(repository, "v1"));

    image.push(writer, repository, "v1");
    assertEquals(Optional.of(image.manifest().digest()), writer.resolve(repository, "v1"));

    other.push(writer, repository, "v1");
    assertEquals(Optional.of(other.manifest().digest()), writer.resolve(repository, "v1"));
  }

  @Test
  void blobIsMountedFromAnotherRepository() throws IOException {
    Repository source = repository("source");
    image.uploadBlobs(writer, source);
    assertFalse(writer.hasBlob(repository, image.layer().digest()));

    assertEquals(Optional.empty(), writer.mountBlob(repository, image.layer().digest(), source));
    assertTrue(writer.hasBlob(repository, image.layer().digest()));
  }

  @Test
  void mountOfWhatIsNotThereGoesOnAsAnUpload() throws IOException {
    Optional<ImageWriter.UploadSession> session =
        writer.mountBlob(repository, image.layer().digest(), repository("nowhere"));
    assertTrue(session.isPresent());

    writer.uploadBlob(repository, image.layer(), ByteSource.wrap(image.layerBytes()), session);
    assertTrue(writer.hasBlob(repository, image.layer().digest()));
  }

  @Test
  void missingBlobsAreNamed() throws IOException {
    PutResult result = writer.putManifest(repository, TestTag.fresh("v1"), image.manifest());

    assertEquals(
        image.blobs().keySet().stream()
            .map(Descriptor::digest)
            .collect(ImmutableSet.toImmutableSet()),
        assertInstanceOf(PutResult.MissingReferences.class, result).named());
  }

  @Test
  void missingChildIsNamed() throws IOException {
    String json =
        """
        {"schemaVersion": 2, "mediaType": "%s",
         "manifests": [{"mediaType": "%s", "digest": "%s", "size": 7,
                        "platform": {"os": "linux", "architecture": "amd64"}}]}
        """
            .formatted(MediaTypes.DOCKER_MANIFEST_LIST, MediaTypes.DOCKER_MANIFEST, absent);
    Manifest index = Manifest.of(MediaTypes.DOCKER_MANIFEST_LIST, json.getBytes(UTF_8));

    PutResult result = writer.putManifest(repository, TestTag.fresh("v1"), index);
    assertEquals(
        ImmutableSet.of(absent),
        assertInstanceOf(PutResult.MissingReferences.class, result).named());
  }

  @Test
  void whatItRefusesIsKnownFromItsKind() {
    assertEquals(tellsItsKind(), writer.refusesIncomplete(repository, absent));
    long asked = requests().get("GET");
    assertEquals(tellsItsKind(), writer.refusesIncomplete(repository("another"), absent));
    assertEquals(asked, requests().get("GET"), "once a host");
  }

  @Test
  void aRegistryOfWhichNothingIsLearntIsNotTrusted() throws IOException {
    image.push(writer, repository, "v1");
    assertFalse(writer.refusesIncomplete(repository, image.manifest().digest()));
  }

  @Test
  void googlesRegistriesAreKnownByTheirNames() {
    for (String name :
        ImmutableList.of("gcr.io/a/b", "us.gcr.io/a/b", "europe-docker.pkg.dev/a/b/c")) {
      assertTrue(writer.refusesIncomplete(Repository.parse(name), absent));
    }
    assertTrue(client.traffic().requests().isEmpty());
  }

  @Test
  void tagsAreListed() throws IOException {
    image.push(writer, repository, "v1");
    assertEquals(
        ImmutableMap.of(
            "v1", listsDigests() ? Optional.of(image.manifest().digest()) : Optional.empty()),
        writer.tags(repository));
    assertEquals(ImmutableMap.of(), writer.tags(repository("nowhere")));
  }

  @Test
  void whatTheRegistryDoesNotHaveIsNoSuchFile() throws IOException {
    image.push(writer, repository, "v1");
    Descriptor blob = new Descriptor("", absent, 6);

    assertThrows(NoSuchFileException.class, () -> client.images().manifest(repository, absent));
    assertThrows(NoSuchFileException.class, () -> client.images().blob(repository, blob));
  }

  @Test
  void blobOfAnotherSizeThanDeclaredIsRefused() throws IOException {
    image.push(writer, repository, "v1");
    Descriptor longer = new Descriptor("", image.layer().digest(), image.layer().size() + 1);
    Descriptor shorter = new Descriptor("", image.layer().digest(), image.layer().size() - 1);

    for (Descriptor wrong : ImmutableList.of(longer, shorter)) {
      try (InputStream layer = client.images().blob(repository, wrong)) {
        assertThrows(IOException.class, layer::readAllBytes);
      }
    }
  }

  @Test
  void rewriteActsWhereRequestsLeave() throws IOException {
    image.push(writer, repository, "v1");
    Rewrites rewrites = Rewrites.parse(ImmutableList.of("us.gcr.io/prod=" + repository("")));
    try (RegistryClient rewritten = RegistryClient.open(settings().withRewrites(rewrites))) {
      Repository named =
          Repository.parse("us.gcr.io/prod/" + repository.path().substring("suite/".length()));

      assertEquals(
          Optional.of(image.manifest().digest()),
          rewritten.writer(ServiceAccounts.NONE).resolve(named, "v1"));
    }
  }

  private RegistrySettings settings() {
    return RegistrySettings.defaults(ImmutableMap.of())
        .withNetwork(wire().network(host()))
        .withCredentials(credentials());
  }

  private ImmutableMap<String, Long> requests() {
    return ImmutableMap.copyOf(client.traffic().requests().get(host()));
  }

  private Repository repository(String name) {
    String path = name.isEmpty() ? "suite" : "suite/" + name.toLowerCase(Locale.ROOT);
    return new Repository(host(), path);
  }

  private static Expectation expect(Manifest manifest, String... tags) {
    return Expectation.of(ImmutableSet.of(manifest.digest()), ImmutableSet.copyOf(tags));
  }

  private LiveRepository.Contents read(Repository from, Expectation expectation) {
    return assertInstanceOf(LiveRepository.Contents.class, client.reader().read(from, expectation));
  }
}
