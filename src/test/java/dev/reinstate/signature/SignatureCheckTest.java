package dev.reinstate.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Repository;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is concluded from what is attached, by a verifier that believes what says {@code right}. */
final class SignatureCheckTest {

  private static final Repository PLACE = Repository.parse("us.example/prod/app");
  private static final String SLSA = "https://slsa.dev/provenance/v1";
  private static final Signer ANY = new Signer.Keyless("releng", text("a"), text("b"));
  private static final Requirement SIGNATURE =
      new Requirement(AttachmentKind.SIGNATURE, Optional.empty(), ImmutableList.of(ANY));
  private static final Requirement PROVENANCE =
      new Requirement(AttachmentKind.ATTESTATION, Optional.of(SLSA), ImmutableList.of(ANY));

  private final List<String> opened = new ArrayList<>();
  private final List<String> listed = new ArrayList<>();
  private final List<String> unlisted = new ArrayList<>();

  private static TextRule text(String text) {
    return new TextRule.Exact(text);
  }

  private static DescriptorDigest digest(String text) {
    return Digests.of(text.getBytes(UTF_8));
  }

  private static ImmutableList<Attachment> attachments(List<String> names) {
    return names.stream()
        .map(
            name ->
                new Attachment(
                    name.contains("provenance")
                        ? Optional.of(AttachmentKind.ATTESTATION)
                        : Optional.of(AttachmentKind.SIGNATURE),
                    Optional.empty(),
                    Optional.of(name),
                    Optional.of(digest(name))))
        .collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<AttachmentReader.Opened> open(Repository place, Attachment attachment)
      throws IOException {
    String name = attachment.tag().orElseThrow();
    opened.add(name);
    if (name.startsWith("gone")) {
      throw new NoSuchFileException(name);
    } else if (name.startsWith("unreadable")) {
      throw new IOException(name + " answered 403");
    } else if (name.startsWith("malformed")) {
      throw new MalformedAttachmentException(name + " is none");
    }
    Attachment known =
        new Attachment(
            attachment.kind(),
            attachment.kind().filter(AttachmentKind.ATTESTATION::equals).map(any -> SLSA),
            attachment.tag(),
            attachment.manifest());
    return ImmutableList.of(
        new AttachmentReader.Opened(
            known,
            ImmutableList.copyOf(
                Collections.nCopies(
                    name.contains("many") ? 1500 : 1,
                    new SignedContent.SigstoreBundle(name.getBytes(UTF_8))))));
  }

  private static SignatureVerifier.Verdict verify(SignedContent content) {
    String name = new String(((SignedContent.SigstoreBundle) content).bundle(), UTF_8);
    if (!name.startsWith("right")) {
      return new SignatureVerifier.Verdict.Invalid("not signed");
    }
    return new SignatureVerifier.Verdict.Valid(
        name.contains("provenance")
            ? Optional.of(name.endsWith("other") ? "https://b.example" : SLSA)
            : Optional.empty());
  }

  private SignatureCheck.Answer check(Requirement requirement) {
    Attachments found =
        new Attachments() {
          @Override
          public ImmutableList<Attachment> of(Repository repository, DescriptorDigest image) {
            return attachments(listed);
          }

          @Override
          public ImmutableList<Attachment> unlisted(Repository repository, DescriptorDigest image) {
            return attachments(unlisted);
          }
        };
    return new SignatureCheck(found, this::open, (content, image, signer) -> verify(content))
        .check(PLACE, new SignatureVerifier.Image(digest("image"), name -> true), requirement);
  }

  private static String reason(SignatureCheck.Answer answer) {
    return assertInstanceOf(SignatureCheck.Answer.Invalid.class, answer).reason();
  }

  @Test
  void oneThatIsRightIsEnoughWhateverElseThereIs() {
    Collections.addAll(
        listed,
        "wrong",
        "malformed",
        "unreadable",
        "gone",
        "wrong provenance",
        "right",
        "not read");
    unlisted.add("not asked for");
    assertEquals(new SignatureCheck.Answer.Met(), check(SIGNATURE));
    assertEquals(ImmutableList.of("wrong", "malformed", "unreadable", "gone", "right"), opened);
  }

  @Test
  void whatNoListingTellsIsAskedForLast() {
    listed.add("wrong");
    unlisted.add("right");
    assertEquals(new SignatureCheck.Answer.Met(), check(SIGNATURE));
  }

  @Test
  void whenNoneIsRightTheReasonsOfAllAreSaid() {
    Collections.addAll(listed, "wrong", "malformed");
    assertEquals("wrong is not by releng: not signed; malformed is none", reason(check(SIGNATURE)));
  }

  @Test
  void whatCannotBeReadMayBeRight() {
    Collections.addAll(listed, "wrong", "unreadable");
    assertEquals(
        new SignatureCheck.Answer.Unread(
            "unreadable answered 403; wrong is not by releng: not signed"),
        check(SIGNATURE));
  }

  @Test
  void anotherIsNotThere() {
    listed.add("right provenance");
    assertEquals(new SignatureCheck.Answer.Absent(), check(SIGNATURE));
  }

  @Test
  void whatIsListedAndGoneMayHaveBeenWrong() {
    Collections.addAll(listed, "gone", "right provenance");
    assertEquals(
        new SignatureCheck.Answer.Invalid("gone is listed, and its registry does not have it"),
        check(SIGNATURE));
  }

  @Test
  void whatIsSignedCountsAndNotWhatIsSaidOfIt() {
    listed.add("right provenance, stating other");
    assertEquals(
        "right provenance, stating other by releng states https://b.example",
        reason(check(PROVENANCE)));
    listed.add("right provenance");
    assertEquals(new SignatureCheck.Answer.Met(), check(PROVENANCE));
  }

  @Test
  void nobodyReadsMoreThanAThousand() {
    for (int i = 0; i < 1500; i++) {
      listed.add("wrong " + i);
    }
    SignatureCheck.Answer.Unread unread =
        assertInstanceOf(SignatureCheck.Answer.Unread.class, check(SIGNATURE));
    assertTrue(unread.reason().contains("has more than 1,000 attachments"), unread.reason());
    assertEquals(1000, opened.size());
  }

  @Test
  void signaturesWithoutNumberAreNotAllVerified() {
    Collections.addAll(listed, "wrong and many", "right");
    assertInstanceOf(SignatureCheck.Answer.Met.class, check(SIGNATURE));
    Collections.addAll(listed, "wrong and many", "wrong and many, too", "right");
    listed.remove("right");
    SignatureCheck.Answer.Unread unread =
        assertInstanceOf(SignatureCheck.Answer.Unread.class, check(SIGNATURE));
    assertTrue(unread.reason().contains("more than 2,000 signatures"), unread.reason());
  }

  @Test
  void whatAHumanReadsStaysShortHoweverMuchIsWrong() {
    for (int i = 0; i < 500; i++) {
      listed.add("wrong " + i + " \u001b[2J" + "x".repeat(10_000));
    }
    String reason = reason(check(SIGNATURE));
    assertTrue(reason.length() < 10_000, () -> reason.length() + " characters");
    assertTrue(reason.endsWith("; and others"), reason);
    assertTrue(reason.chars().noneMatch(Character::isISOControl), reason);
  }
}
