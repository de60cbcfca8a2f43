package dev.reinstate.report;

import com.google.common.collect.ImmutableList;
import dev.reinstate.plan.Finding;
import dev.reinstate.plan.FindingKind;
import java.util.Optional;

/** What findings ask of a human. */
record Advice(String title, String text) {

  /** Empty for what only informs. */
  static Optional<Advice> on(FindingKind kind) {
    return switch (kind) {
      case LOST ->
          advice(
              "Find the lost images",
              "No registry and no snapshot that was given has them. Try another snapshot, push them"
                  + " from wherever a copy survives, or take them out of the manifests.");
      case TAG_MOVE_REQUESTED ->
          advice(
              "Decide on the tag moves",
              "A manifest wants to move tags that were agreed on. Tags are immutable: give the new"
                  + " image a new tag, or allow the move if it is meant.");
      case REMOVAL_REQUESTED ->
          advice(
              "Decide on what the manifests drop",
              "A change takes promoted tags or images out of the manifests. Somebody may use them:"
                  + " put them back, or allow the removal if it is meant.");
      case TAG_CONFLICT ->
          advice(
              "Decide on the tag conflicts",
              "Manifest, registry and snapshot each say something else. Find out who moved the tag,"
                  + " then make the manifest or the registry right.");
      case UNREADABLE ->
          advice(
              "Read the unreadable repositories",
              "Nothing was concluded about them. See to the cause given below, then run for them"
                  + " alone.");
      case INVALID ->
          advice(
              "Correct the manifests",
              "These entries were skipped; file and line are given below. Then run again.");
      case NOT_HEALED ->
          advice(
              "Have the registry's operator delete the wrong data",
              "The registry accepted the right bytes and keeps the wrong ones. Reinstate deletes"
                  + " nothing: these objects' data are to be deleted in the registry's storage, after"
                  + " which another run supplies them.");
      case SIGNATURE_INVALID ->
          advice(
              "Look into the signatures that are not believed",
              "Something is attached to these images that the policy asks for, and it does not"
                  + " verify; the reason is given below. Sign them again, or find out who signed.");
      case UNTRUSTED ->
          advice(
              "Look into what was not let through",
              "These images are only in a source registry, and the policy does not let them"
                  + " through from there; the reason is given below. Nothing of them was written.");
      case UNSIGNED ->
          advice(
              "Sign the unsigned images",
              "They lack a signature that the policy asks for. unsigned.txt lists"
                  + " them, one repository@digest a line, for the job that signs. Then run"
                  + " again.");
      case UNATTESTED ->
          advice(
              "Attest the unattested images",
              "They lack an attestation or SBOM that the policy asks for."
                  + " unattested.txt lists them, one repository@digest a line, for the job that"
                  + " attests. Then run again.");
      case STALE_PROOF ->
          advice(
              "Prove the images again",
              "Nobody has seen for longer than --max-age allows that they can be pulled. A run"
                  + " without a budget proves all of them; a larger budget, or more runs, keep it"
                  + " so.");
      case MANIFEST_MISSING, MANIFEST_DAMAGED, CHILD_MISSING, BLOB_MISSING, BLOB_DAMAGED ->
          Optional.empty();
      case UNMANAGED_TAG_MOVED, UNMANAGED_MISSING, RETIRED, EXTRA -> Optional.empty();
    };
  }

  private static Optional<Advice> advice(String title, String text) {
    return Optional.of(new Advice(title, text));
  }

  NextStep step(ImmutableList<Finding> findings, String command) {
    String lines = findings.getFirst().kind().word();
    return new NextStep(String.format("%s (%,d)", title, findings.size()), text, lines, command);
  }
}
