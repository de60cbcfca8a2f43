package dev.reinstate.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.MediaTypes;
import dev.reinstate.image.RegistryPrefix;
import dev.reinstate.image.Repository;
import dev.reinstate.snapshot.SnapshotRoot.Counts;
import dev.reinstate.snapshot.SnapshotRoot.Predecessor;
import dev.reinstate.snapshot.format.RegistryTree;
import dev.reinstate.snapshot.format.RegistryTreeCodec;
import dev.reinstate.snapshot.format.RepositoryIndexCodec;
import dev.reinstate.snapshot.format.SnapshotRootCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class SnapshotCodecTest {

  private static final DescriptorDigest A = Digests.of("a".getBytes(UTF_8));
  private static final DescriptorDigest B = Digests.of("b".getBytes(UTF_8));

  private static final String SIGNATURE = "sha256-" + A.getHash() + ".sig";

  @Property(tries = 300)
  void aRepositoryIsReadBackAsItWasWritten(@ForAll("repositories") MergeBaseRepository repository)
      throws DamagedSnapshotException {
    byte[] bytes = RepositoryIndexCodec.encode(repository);
    MergeBaseRepository decoded = RepositoryIndexCodec.decode("index", bytes);
    assertEquals(repository, decoded);
    assertArrayEquals(bytes, RepositoryIndexCodec.encode(decoded));
  }

  @Property(tries = 500)
  void aDamagedRepositoryIsAClearErrorOrAnotherRepository(
      @ForAll("repositories") MergeBaseRepository repository,
      @ForAll int place,
      @ForAll byte value) {
    byte[] bytes = RepositoryIndexCodec.encode(repository);
    bytes[Math.floorMod(place, bytes.length)] = value;
    try {
      MergeBaseRepository read = RepositoryIndexCodec.decode("index x", bytes);
      read.tags().values().forEach(tag -> assertTrue(read.images().containsKey(tag.digest())));
    } catch (DamagedSnapshotException e) {
      assertTrue(e.getMessage().startsWith("index x is damaged: "), e.getMessage());
    }
  }

  @Example
  void aRootIsReadBackAsItWasWritten() throws DamagedSnapshotException {
    Repository repository = Repository.parse("eu.gcr.io/prod/pause");
    SnapshotRoot root =
        new SnapshotRoot(
            Instant.parse("2026-11-23T02:00:00.123Z"),
            ImmutableList.of(
                new Predecessor(SnapshotName.at(Instant.parse("2026-11-22T02:00:00Z")), A),
                new Predecessor(SnapshotName.at(Instant.parse("2026-11-22T02:00:07Z")), B)),
            OptionalLong.of(7),
            ImmutableSortedMap.of(
                RegistryPrefix.parse("eu.gcr.io/prod"),
                new Descriptor(RegistryTreeCodec.MEDIA_TYPE, B, 7)),
            new Counts(1, 2, 3, 4_000_000_000L, 5, Optional.of(B)),
            ImmutableSortedMap.of(repository, "GET eu.gcr.io: 503"),
            ImmutableList.of(
                new BrokenImage(repository, A, "blob lost"),
                new BrokenImage(repository, B, "blob cut", true)),
            ImmutableList.of(new DisputedTag(repository, "3.9", Optional.of(A), B, A)),
            ImmutableList.of(
                new DisputedAttachment(repository, SIGNATURE, A, B, B, Optional.empty()),
                new DisputedAttachment(repository, SIGNATURE, A, B, A, Optional.of("forged"))),
            ImmutableList.of(new ForkedTag(repository, "3.8", A, ImmutableList.of(A, B))));
    byte[] bytes = SnapshotRootCodec.encode(root);
    assertEquals(root, SnapshotRootCodec.decode("root", bytes));
    assertArrayEquals(bytes, SnapshotRootCodec.encode(SnapshotRootCodec.decode("root", bytes)));
  }

  @Example
  void aRootOfAnOldVersionHasNoOverwrittenAttachmentsAndIsWrittenAsItWas()
      throws DamagedSnapshotException {
    String old =
        """
        {"schemaVersion":1,"mediaType":"application/vnd.reinstate.snapshot.v1+json",\
        "created":"2026-11-23T02:00:00Z",\
        "counts":{"repositories":1,"images":1,"tags":1,"bytes":2,"newBytes":2},"trees":{},\
        "unreadable":[],"broken":[],"disputed":[{"repository":"eu.gcr.io/prod/pause","tag":"3.9",\
        "live":"%s","desired":"%s"}]}"""
            .formatted(A, B);
    SnapshotRoot root = SnapshotRootCodec.decode("root", old.getBytes(UTF_8));
    assertEquals(ImmutableList.of(), root.overwritten());
    assertEquals(1, root.disputed().size());
    assertEquals(old, new String(SnapshotRootCodec.encode(root), UTF_8));
  }

  @Example
  void aTreeIsReadBackAsItWasWritten() throws DamagedSnapshotException {
    RegistryTree tree =
        new RegistryTree(
            ImmutableSortedMap.of(
                "", new Descriptor(MediaTypes.OCI_INDEX, A, 1),
                "kube/pause", new Descriptor(MediaTypes.OCI_INDEX, B, 2)));
    assertEquals(tree, RegistryTreeCodec.decode("tree", RegistryTreeCodec.encode(tree)));
  }

  @Example
  void hostileDocumentsAreNamedWithTheirFault() {
    assertDamaged("[]", "not a JSON object");
    assertDamaged("{", "Unexpected end");
    assertDamaged("{\"schemaVersion\":2,\"schemaVersion\":2}", "Duplicate field");
    assertDamaged("{\"schemaVersion\":3}", "'schemaVersion' is not 2");
    assertDamaged(index("{}") + "x", "Unrecognized token");
    assertDamaged(index("{}"), "'mediaType' is not a string: it is missing");
    assertDamaged(index("{\"mediaType\":\"m\",\"digest\":\"sha256:x\"}"), "invalid digest");
    assertDamaged(index(descriptor(A, -2, "true", "v1")), "'size' is not a number of at least -1");
    assertDamaged(index(descriptor(A, 1, "maybe", "v1")), "is neither true nor false");
    assertDamaged(index(descriptor(A, 1, "true", "../v1")), "is not a tag");
    assertDamaged(
        index(descriptor(A, 1, "true", "v1") + "," + descriptor(B, 1, "true", "v1")),
        "repeats tag v1");
    assertDamaged(
        index(descriptor(A, 1, "true", "v1") + "," + descriptor(A, 2, "true", "v2")),
        "described in two ways");
  }

  @Example
  void aTreeCannotNameARepositoryOutsideItsPrefix() {
    RegistryPrefix prefix = RegistryPrefix.parse("gcr.io/prod");
    for (String name : List.of("../other", "/x", "A", "x//y", ".")) {
      assertThrows(IllegalArgumentException.class, () -> RegistryTree.resolve(prefix, name), name);
    }
  }

  private static void assertDamaged(String json, String fault) {
    DamagedSnapshotException e =
        assertThrows(
            DamagedSnapshotException.class,
            () -> RepositoryIndexCodec.decode("index 7", json.getBytes(UTF_8)));
    assertTrue(e.getMessage().startsWith("index 7 is damaged: "), e.getMessage());
    assertTrue(e.getMessage().contains(fault), e.getMessage());
  }

  private static String index(String manifests) {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
        .formatted(MediaTypes.OCI_INDEX, manifests);
  }

  private static String descriptor(DescriptorDigest digest, int size, String held, String tag) {
    return """
    {"mediaType":"m","digest":"%s","size":%d,"annotations":{"dev.reinstate.managed":"true",\
    "dev.reinstate.held":"%s","org.opencontainers.image.ref.name":"%s",\
    "dev.reinstate.tag.managed":"false"}}"""
        .formatted(digest, size, held, tag);
  }

  @Provide
  Arbitrary<MergeBaseRepository> repositories() {
    Arbitrary<DescriptorDigest> digests =
        Arbitraries.integers().between(0, 30).map(i -> Digests.of(new byte[] {i.byteValue()}));
    Arbitrary<MergeBaseImage> images =
        Combinators.combine(
                Arbitraries.of(MediaTypes.MANIFESTS),
                digests,
                Arbitraries.longs().greaterOrEqual(-1),
                Arbitraries.of(true, false),
                Arbitraries.of(true, false),
                digests.list().ofMaxSize(3),
                digests.optional())
            .as(
                (type, content, size, managed, held, children, subject) ->
                    new MergeBaseImage(
                        new Descriptor(type, content, size),
                        managed,
                        held,
                        ImmutableList.copyOf(children),
                        subject));
    Arbitrary<Map<DescriptorDigest, MergeBaseImage>> maps =
        Arbitraries.maps(digests, images).ofMinSize(1).ofMaxSize(6);
    return maps.flatMap(
        map ->
            Arbitraries.maps(
                    Arbitraries.of("v1", "v2", "_x", "sha256-abc.sig"),
                    Combinators.combine(Arbitraries.of(map.keySet()), Arbitraries.of(true, false))
                        .as(MergeBaseTag::new))
                .map(tags -> repository(map, tags)));
  }

  private static MergeBaseRepository repository(
      Map<DescriptorDigest, MergeBaseImage> images, Map<String, MergeBaseTag> tags) {
    return new MergeBaseRepository(
        ImmutableSortedMap.copyOf(images, Digests.ORDER),
        ImmutableSortedMap.copyOf(new TreeMap<>(tags)));
  }
}
