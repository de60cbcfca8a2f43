package dev.reinstate.signature.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.reinstate.manifest.Problem;
import dev.reinstate.manifest.Problems;
import dev.reinstate.signature.SignaturePolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever is in a file: a policy or problems, and never both. */
final class SignaturePolicyPropertyTest {

  private static final String NASTY =
      " \t\n\r:-[]{}()\"'#&*!|>%@`~?,+$^\\\u0000\u0085\ufeff\ud800ä0x";

  private Path root;
  private PolicyDirectory directory;

  /**
   * What is done to a text.
   *
   * @param at as a share of the text
   * @param cut how many characters are taken out there
   */
  record Edit(double at, int cut, String insert) {

    String apply(String text) {
      int start = (int) (at * text.length());
      int end = Math.min(text.length(), start + cut);
      return text.substring(0, start) + insert + text.substring(end);
    }
  }

  @BeforeTry
  void plant() throws IOException {
    root = Files.createTempDirectory("policies");
    directory = new PolicyDirectory(root);
  }

  @AfterTry
  void clear() throws IOException {
    MoreFiles.deleteRecursively(root, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
  void anEditedPolicyIsReadOrRefused(@ForAll("edits") List<Edit> edits) {
    String text = SignaturePolicyFileTest.WHOLE;
    for (Edit edit : edits) {
      text = edit.apply(text);
    }
    assertReadOrRefused(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aPolicyWithLinesInAnotherOrderIsReadOrRefused(@ForAll("orders") List<String> lines) {
    assertReadOrRefused(
        lines.stream().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) {
    assertReadOrRefused(bytes);
  }

  private void assertReadOrRefused(byte[] bytes) {
    directory.write("policy.yaml", bytes);
    Problems problems = new Problems();

    Optional<SignaturePolicy> policy = directory.read(problems);

    ImmutableList<Problem> found = problems.asList();
    assertEquals(policy.isPresent(), found.isEmpty(), found::toString);
    assertEquals(ImmutableList.sortedCopyOf(found), found);
    assertTrue(
        found.stream().allMatch(it -> it.location().file().equals(directory.policy().toString())),
        found::toString);
    assertEquals(ImmutableList.of(), problems.warnings());
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    Arbitrary<String> words =
        Arbitraries.of(
            "any",
            "signers:",
            "require: []",
            "cosign.pub",
            "(((",
            "**",
            "{a,b",
            "&a ",
            "*a",
            "<<: ",
            "null",
            "2022-02-30",
            "- ");
    Arbitrary<String> characters =
        Arbitraries.strings().withChars(NASTY.toCharArray()).ofMinLength(0).ofMaxLength(4);
    return Combinators.combine(
            Arbitraries.doubles().ofScale(3).between(0, 0.999),
            Arbitraries.integers().between(0, 12),
            Arbitraries.oneOf(words, characters))
        .as(Edit::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<List<String>> orders() {
    return Arbitraries.shuffle(SignaturePolicyFileTest.WHOLE.lines().toList());
  }
}
