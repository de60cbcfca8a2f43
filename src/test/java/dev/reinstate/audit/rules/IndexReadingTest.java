package dev.reinstate.audit.rules;

import static dev.reinstate.audit.AuditScene.insert;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.reinstate.audit.AuditScene;
import dev.reinstate.audit.Auditor;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.concurrent.Waiters;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ImageReader;
import dev.reinstate.registry.RegistryClient;
import dev.reinstate.registry.RegistrySettings;
import dev.reinstate.registry.VirtualTime;
import dev.reinstate.registry.endpoint.Rewrites;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.fault.Fault;
import dev.reinstate.sandbox.http.Endpoint;
import dev.reinstate.sandbox.image.SampleImage;
import dev.reinstate.sandbox.image.SampleImages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of real registries to learn the children of indexes. */
class IndexReadingTest {

  private static final ImmutableList<String> HOSTS =
      ImmutableList.of("us.gcr.io", "eu.gcr.io", "asia.gcr.io");
  private static final String PATH = "prod/app";
  private static final String US = "us.gcr.io/" + PATH;

  private final SampleImages samples = new SampleImages(4);
  private final AuditScene scene = new AuditScene();
  private EmbeddedRegistry production;
  private EmbeddedRegistry staging;
  private RegistryClient client;
  private Auditor auditor;

  @BeforeEach
  void start() throws IOException {
    production = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
    staging = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
    List<String> rewrites = new ArrayList<>(List.of("gcr.io=" + staging.host()));
    HOSTS.forEach(host -> rewrites.add(host + "=" + production.host()));
    client =
        RegistryClient.open(
            RegistrySettings.defaults(ImmutableMap.of())
                .withRewrites(Rewrites.parse(rewrites))
                .withWaiting(new VirtualTime()));
    auditor = scene.auditor(client.images());
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    production.close();
    staging.close();
  }

  @Test
  void everyIndexIsReadOnceHoweverManyChildrenAndMirrors() {
    List<SampleImage> indexes = IntStream.range(0, 20).mapToObj(i -> index(5)).toList();
    HOSTS.forEach(host -> indexes.forEach(index -> scene.list(host + "/" + PATH, index)));
    indexes.forEach(index -> production.contents().put(PATH, index));
    List<String> events = new ArrayList<>();
    for (SampleImage index : indexes) {
      for (SampleImage child : index.children()) {
        HOSTS.forEach(host -> events.add(insert(host + "/" + PATH, child)));
      }
    }
    scene.reference();
    ImmutableList<String> verdicts = new FanOut(100).map(events, this::word);
    assertEquals(ImmutableList.copyOf(Collections.nCopies(300, "verified")), verdicts);
    assertEquals(20, production.counts().of("GET", Endpoint.MANIFEST));
    assertEquals(20, production.counts().total());
    assertEquals(0, staging.counts().total());
  }

  @Test
  void anIndexThatIsNotPromotedYetIsReadFromStaging() {
    SampleImage index = index(3);
    scene.list(US, index);
    staging.contents().put("k8s-staging-app/app", index);
    index.children().forEach(child -> assertEquals("verified", word(insert(US, child))));
    assertEquals(1, production.counts().withStatus(404));
    assertEquals(1, staging.counts().total());
  }

  @Test
  void whatIsNowhereIsNotAskedForAgainAtOnce() {
    scene.list(US, index(3));
    String event = insert(US, samples.oci(10));
    IntStream.range(0, 50).forEach(i -> assertEquals("rejected", word(event)));
    assertEquals(2, production.counts().total(), "the index and the image itself");
    assertEquals(1, staging.counts().total(), "the index");
    scene.pass(Duration.ofSeconds(31));
    assertEquals("rejected", word(event));
    assertEquals(4, production.counts().total());
    assertEquals(2, staging.counts().total());
  }

  @Test
  void anIndexThatArrivesIsKnownSoon() {
    SampleImage index = index(1);
    scene.list(US, index);
    String event = insert(US, index.children().getFirst());
    assertEquals("rejected", word(event));
    production.contents().put(PATH, index);
    assertEquals("rejected", word(event), "for a while nobody looks again");
    scene.pass(Duration.ofSeconds(31));
    assertEquals("verified", word(event));
  }

  @Test
  void differentStrangersCostOneRequestEach() {
    SampleImage index = index(3);
    scene.list(US, index);
    production.contents().put(PATH, index);
    for (int i = 0; i < 20; i++) {
      SampleImage stranger = samples.oci(10);
      production.contents().put(PATH, stranger);
      for (int again = 0; again < 3; again++) {
        assertEquals("rejected", word(insert(US, stranger)));
      }
    }
    assertEquals(21, production.counts().total());
  }

  @Test
  void aRegistryThatFailsIsNoVerdict() throws IOException {
    SampleImage index = index(1);
    scene.list(US, index);
    production.contents().put(PATH, index);
    String event = insert(US, index.children().getFirst());
    for (Fault fault :
        new Fault[] {new Fault.Refusal(500, "UNKNOWN"), new Fault.Refusal(403, "DENIED")}) {
      production.faults().always(target -> true, fault);
      IOException failure =
          assertThrows(
              IOException.class, () -> auditor.handle(scene.delivery(event.getBytes(UTF_8))));
      assertTrue(failure.getMessage().contains(production.host()), failure::getMessage);
      production.faults().clear();
    }
    assertEquals("verified", word(event));
  }

  @Test
  void aMirrorLooksForItselfWhatAnotherDoesNotHave() throws IOException, InterruptedException {
    SampleImage index = index(1);
    SampleImage child = index.children().getFirst();
    scene.list("us.gcr.io/" + PATH, index).list("eu.gcr.io/" + PATH, index);
    scene.registries.put("eu.gcr.io/" + PATH, index);
    scene.reference();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    Auditor slow = scene.auditor(new SlowIn("us.gcr.io", asked, answer));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> us = threads.submit(() -> word(slow, insert("us.gcr.io/" + PATH, child)));
      asked.await();
      FutureTask<String> eu =
          new FutureTask<>(() -> word(slow, insert("eu.gcr.io/" + PATH, child)));
      // Let it join the flight; where it does not, it has nothing to wait for.
      Waiters.await(Thread.ofVirtual().start(eu));
      answer.countDown();
      assertEquals("verified", Futures.getUnchecked(eu));
      Futures.getUnchecked(us); // the index is in none of its places, but may be known by now
    }
  }

  /** The scene's registries, one of which answers only when it is let. */
  private final class SlowIn implements ImageReader {

    private final String host;
    private final CountDownLatch asked;
    private final CountDownLatch answer;

    SlowIn(String host, CountDownLatch asked, CountDownLatch answer) {
      this.host = host;
      this.asked = asked;
      this.answer = answer;
    }

    @Override
    public Manifest manifest(Repository repository, DescriptorDigest digest) throws IOException {
      if (repository.host().equals(host)) {
        asked.countDown();
        Uninterruptibles.awaitUninterruptibly(answer);
      }
      return scene.registries.manifest(repository, digest);
    }

    @Override
    public InputStream blob(Repository repository, Descriptor blob) throws IOException {
      return scene.registries.blob(repository, blob);
    }
  }

  @Test
  void indexesWithinIndexesAreReadLevelByLevelAndOnce() {
    SampleImage leaf = samples.oci(10);
    SampleImage nested = samples.ociIndex(samples.dockerList(samples.ociIndex(leaf)));
    scene.list(US, nested);
    production.contents().put(PATH, nested);
    assertEquals("verified", word(insert(US, leaf)));
    assertEquals("verified", word(insert(US, leaf)));
    assertEquals(3, production.counts().total());
  }

  private SampleImage index(int children) {
    return samples.ociIndex(
        IntStream.range(0, children).mapToObj(i -> samples.oci(10)).toArray(SampleImage[]::new));
  }

  private String word(String event) {
    return word(auditor, event);
  }

  private String word(Auditor judge, String event) {
    try {
      return judge.handle(scene.delivery(event.getBytes(UTF_8))).verdict().word();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
