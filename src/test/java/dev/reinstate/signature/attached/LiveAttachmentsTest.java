package dev.reinstate.signature.attached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.Expectation;
import dev.reinstate.inventory.LiveRepository;
import dev.reinstate.inventory.Referrer;
import dev.reinstate.inventory.RepositoryReader;
import dev.reinstate.signature.Attachment;
import dev.reinstate.signature.AttachmentKind;
import dev.reinstate.snapshot.MergeBase;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a listing shows, and what it takes a request for. */
final class LiveAttachmentsTest {

  private static final Repository REPOSITORY = Repository.parse("us.example/prod/app");
  private static final DescriptorDigest IMAGE = Digests.of("image".getBytes(UTF_8));
  private static final DescriptorDigest REFERRER = Digests.of("referrer".getBytes(UTF_8));
  private static final String TAG = "sha256-" + IMAGE.getHash();

  private final HeldImages held = new HeldImages();
  private int asked;

  private final RepositoryReader registry =
      new RepositoryReader() {
        @Override
        public LiveRepository read(Repository repository, Expectation expectation) {
          return LiveRepository.EMPTY;
        }

        @Override
        public ImmutableSet<Referrer> referrers(Repository repository, DescriptorDigest subject) {
          asked++;
          return ImmutableSet.of(
              new Referrer(REFERRER, "application/spdx+json", ImmutableMap.of()));
        }
      };

  private LiveAttachments attachments(LiveRepository answer) {
    return new LiveAttachments(
        repository -> answer,
        MergeBase.EMPTY,
        registry,
        new AttachmentLists(held, AttachmentLists.TagValues.NONE));
  }

  private static LiveRepository contents(
      ImmutableMap<String, DescriptorDigest> tags, boolean showsUntagged) {
    return new LiveRepository.Contents(
        ImmutableSet.copyOf(tags.values()),
        tags,
        ImmutableSet.of(),
        ImmutableSet.of(),
        showsUntagged,
        /* unknown= */ false);
  }

  @Test
  void tagsComeFirstAndOnlyThenTheListIsRead() throws IOException {
    DescriptorDigest list =
        held.add(
            "{\"manifests\":[{\"digest\":\"%s\",\"artifactType\":\"application/spdx+json\"}]}"
                .formatted(REFERRER));
    DescriptorDigest signature = Digests.of("signature".getBytes(UTF_8));
    LiveAttachments live =
        attachments(
            contents(ImmutableMap.of(TAG, list, TAG + ".sig", signature, "v1", IMAGE), false));
    assertEquals(
        ImmutableList.of(
            new Attachment(
                Optional.of(AttachmentKind.SIGNATURE),
                Optional.empty(),
                Optional.of(TAG + ".sig"),
                Optional.of(signature))),
        live.of(REPOSITORY, IMAGE));
    assertEquals(0, held.reads());
    ImmutableList<Attachment> referrers =
        ImmutableList.of(
            new Attachment(
                Optional.of(AttachmentKind.SBOM),
                Optional.empty(),
                Optional.empty(),
                Optional.of(REFERRER)));
    assertEquals(referrers, live.unlisted(REPOSITORY, IMAGE));
    assertEquals(referrers, live.unlisted(REPOSITORY, IMAGE));
    assertEquals(1, held.reads());
  }

  @Test
  void aListThatCannotBeReadIsNamed() {
    DescriptorDigest list = held.add("{\"manifests\":[{}]}");
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                attachments(contents(ImmutableMap.of(TAG, list), false))
                    .unlisted(REPOSITORY, IMAGE));
    assertEquals(
        "the list of referrers us.example/prod/app:"
            + TAG
            + " cannot be read: it refers to something by invalid digest ''",
        refused.getMessage());
  }

  @Test
  void ofAListThatIsGoneTheRegistrysOwnIsLeft() throws IOException {
    assertEquals(
        1,
        attachments(contents(ImmutableMap.of(TAG, IMAGE), false))
            .unlisted(REPOSITORY, IMAGE)
            .size());
  }

  @Test
  void onlyWhereSomethingIsNotShownOrNotKnownTheRegistryIsAskedAndOnce() throws IOException {
    LiveAttachments shown = attachments(contents(ImmutableMap.of("v1", IMAGE), true));
    assertEquals(ImmutableList.of(), shown.unlisted(REPOSITORY, IMAGE));
    LiveAttachments unknown = attachments(LiveRepository.UNKNOWN);
    assertEquals(ImmutableList.of(), unknown.unlisted(REPOSITORY, IMAGE));
    assertEquals(0, asked);

    LiveAttachments hidden = attachments(contents(ImmutableMap.of("v1", IMAGE), false));
    assertEquals(1, hidden.unlisted(REPOSITORY, IMAGE).size());
    hidden.unlisted(REPOSITORY, IMAGE);
    assertEquals(1, asked);
    LiveAttachments unexplained =
        attachments(
            ((LiveRepository.Contents) contents(ImmutableMap.of("v1", IMAGE), true))
                .withImages(ImmutableList.of(REFERRER)));
    assertEquals(1, unexplained.unlisted(REPOSITORY, IMAGE).size());
    assertEquals(2, asked);
  }

  @Test
  void ofAnUnreadableRepositoryNothingIsSaid() {
    LiveAttachments live = attachments(new LiveRepository.Unreadable("GET answered 403"));
    assertEquals(
        "GET answered 403",
        assertThrows(IOException.class, () -> live.of(REPOSITORY, IMAGE)).getMessage());
  }
}
