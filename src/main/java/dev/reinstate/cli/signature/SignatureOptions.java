package dev.reinstate.cli.signature;

import com.google.common.collect.ImmutableList;
import dev.reinstate.cli.option.UsageException;
import dev.reinstate.cli.option.UsageProblems;
import dev.reinstate.inventory.UploadTimes;
import dev.reinstate.manifest.DesiredState;
import dev.reinstate.manifest.Problems;
import dev.reinstate.signature.SignaturePolicy;
import dev.reinstate.signature.SignatureVerifier;
import dev.reinstate.signature.SignedContent;
import dev.reinstate.signature.Signer;
import dev.reinstate.signature.policy.SignaturePolicyFile;
import dev.reinstate.signature.sigstore.SigstoreVerifier;
import dev.reinstate.text.FileFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who must have signed what, and what signatures are checked against. */
public final class SignatureOptions {

  @Option(
      names = "--signature-policy",
      paramLabel = "FILE",
      description = "YAML that says which images must have been signed, by whom and since when")
  private Path policy;

  @Option(
      names = "--trusted-root",
      paramLabel = "FILE",
      description =
          "Sigstore's trusted root, as JSON, to check signatures against (default: what"
              + " sigstore-java or cosign last fetched below the home directory)")
  private Path trustedRoot;

  /**
   * What the user asks for.
   *
   * @param trustedRoot JSON; empty for what is below the home directory
   */
  public record Request(SignaturePolicy policy, Optional<Path> trustedRoot) {

    /**
     * What checks signatures. Only this loads what that takes.
     *
     * @throws UsageException when the trusted root cannot be used, or none is there and needed
     */
    public SignatureVerifier verifier() throws UsageException {
      try {
        return SigstoreVerifier.open(trustedRoot, policy);
      } catch (IOException e) {
        throw UsageException.of("--trusted-root: " + FileFailure.said(e));
      }
    }

    /** The same, opened when there is something to check; where it cannot be, nothing is right. */
    public SignatureVerifier verifierWhenNeeded() {
      return new WhenNeeded(this);
    }
  }

  /**
   * Holds a policy against the manifests: one whose rules fit no repository of theirs is a problem,
   * and a rule of others that fits none a warning.
   */
  public static void check(
      Optional<Request> asked, DesiredState desired, UsageProblems problems, PrintStream warnings) {
    ImmutableList<SignaturePolicy.Rule> rules =
        asked.map(given -> given.policy().rules()).orElse(ImmutableList.of());
    ImmutableList<SignaturePolicy.Rule> idle =
        rules.stream()
            .filter(rule -> desired.repositories().keySet().stream().noneMatch(rule::fits))
            .collect(ImmutableList.toImmutableList());
    if (desired.repositories().isEmpty() || idle.isEmpty()) {
      return;
    }
    String none =
        "'repositories' fit none of the manifests, such as " + desired.repositories().firstKey();
    for (SignaturePolicy.Rule rule : idle) {
      if (idle.size() == rules.size()) {
        problems.add(rule.where() + ": " + none);
      } else {
        warnings.println(rule.where() + ": " + none);
      }
    }
  }

  /** Kept only where a policy spares what is older. */
  public static UploadTimes uploads(Optional<Request> asked) {
    return asked.stream()
            .flatMap(given -> given.policy().rules().stream())
            .anyMatch(rule -> rule.since().isPresent())
        ? UploadTimes.kept()
        : UploadTimes.IGNORED;
  }

  /** Whether there is a policy, right or wrong. */
  public boolean given() {
    return policy != null;
  }

  /**
   * The same for a command that checks signatures when it is told to.
   *
   * @param asked whether {@code --signatures} is given
   */
  public Optional<Request> read(boolean asked, UsageProblems problems) {
    if (asked && !given()) {
      problems.add("--signatures: say by --signature-policy=FILE who must have signed what");
    }
    if (!asked && given()) {
      problems.add("--signature-policy: without --signatures none is checked");
    }
    return read(problems);
  }

  /** Empty without a policy, and when problems were reported. */
  public Optional<Request> read(UsageProblems problems) {
    checkTrustedRoot(problems);
    if (!given()) {
      return Optional.empty();
    }
    Problems found = new Problems();
    Optional<SignaturePolicy> read = SignaturePolicyFile.read(policy, found);
    problems.addAll(found.asList());
    return read.map(it -> new Request(it, Optional.ofNullable(trustedRoot)));
  }

  private void checkTrustedRoot(UsageProblems problems) {
    if (trustedRoot == null) {
      return;
    }
    if (!given()) {
      problems.add("--trusted-root: signatures are checked only with --signature-policy=FILE");
    }
    if (!Files.isRegularFile(trustedRoot) || !Files.isReadable(trustedRoot)) {
      problems.add("--trusted-root: " + trustedRoot + " is not a file that can be read");
    }
  }

  /** Opens a verifier when there is something to verify, which may be never. */
  private static final class WhenNeeded implements SignatureVerifier {

    private final Request asked;
    private SignatureVerifier opened;

    private WhenNeeded(Request asked) {
      this.asked = asked;
    }

    @Override
    public Verdict verify(SignedContent content, Image image, Signer signer) {
      SignatureVerifier verifier;
      try {
        verifier = open();
      } catch (UsageException e) {
        return new Verdict.Invalid(e.getMessage());
      }
      return verifier.verify(content, image, signer);
    }

    private synchronized SignatureVerifier open() throws UsageException {
      if (opened == null) {
        opened = asked.verifier();
      }
      return opened;
    }
  }
}
