import { FIRST_WORDS } from '../first-words.ts';
import type { Messages } from '../messages.ts';

const contactSite =
  "This isn't working right now\nIt's nothing you did. Please contact the site and give them the code below.";
const tryAgain = "That didn't work\nPlease try again. Everything you entered is kept.";
const startFaceAgain =
  'The face check starts again\nIt took a little too long, so for safety the face check starts again. Everything you entered is kept.';
const logInAgain = 'Please log in again\nYour log-in has expired. Everything you entered is kept.';
const otherBrowser = 'This browser is too old for this\nPlease try a newer browser, or use another way.';
const checkPhoto = 'The photo is too large\nPlease choose another, or take it again.';
const detailsAgain =
  "Please check your relative's details\nSomething doesn't match. Please compare them with the document.";

/** First line: the heading. Further lines: what to do. */
export const situations = {
  situation: {
    camera_denied:
      'The camera is blocked\nNext to the address in {browser}, tap {icon}, set “Camera” to “Allow”, then tap the button below.',
    camera_not_found: 'No camera here\nOpen this page on a phone to go on, or use another way.',
    camera_busy: 'Another program is using the camera\nClose it and try again.',
    camera_insecure_context:
      'This page cannot use the camera\nIts address does not begin with https. Please contact the site. ({code})',
    camera_not_allowed_by_page: 'This page may not use the camera\nPlease contact the site. ({code})',
    camera_unsatisfiable: 'This camera does not fit\nTry another camera, or use another way.',
    camera_unsupported:
      'This browser cannot open the camera\nPlease try a more recent browser, or use another way.',
    camera_no_picture: 'The camera gives no picture\nSee whether something covers it, then try again.',
    camera_ended:
      'The camera was disconnected\nSee whether it is plugged in, and whether another program uses it. Then try again.',
    engine_unavailable: otherBrowser,
    engine_failed: 'Getting ready was interrupted\nPlease try again, or use another way.',
    ...FIRST_WORDS.en.situation,
    asset_unavailable: FIRST_WORDS.en.situation.script_unavailable,
    asset_corrupt: contactSite,
    login_popup_blocked:
      'The browser blocked the log-in window\nTap the button below to log in on this page.',
    login_cancelled:
      "You're not logged in yet\nThe log-in window was closed. To continue, please log in again.",
    login_refused:
      'The social security platform refused the log-in\nPlease log in again, or contact the platform.',
    login_expired: logInAgain,
    login_failed: 'The log-in did not succeed\nPlease log in again.',
    login_required: 'Please log in first\nThen we go on; everything you entered is kept.',
    network_unreachable:
      "You don't seem to be connected\nPlease check the network and try again. Everything you entered is kept.",
    response_malformed: contactSite,
    result_not_authentic:
      'The result could not be verified\nFor safety it is not shown. Try again, or contact the site.',
    card_not_authentic:
      'This card could not be verified\nFor safety it is not shown. Try again, or contact the site.',
    notice_altered:
      'The notice could not be verified\nFor safety we stop here. Try again, or contact the site.',
    metadata_not_authentic:
      'The platform could not be verified\nFor safety nothing was sent. Please contact the site.',
    receipt_not_authentic:
      'This check could not be verified\nFor safety, please start it again. Everything you entered is kept.',
    deletion_receipt_not_authentic:
      'The deletion receipt could not be verified\nFor safety it is not shown. Please try again, or contact the site.',
    configuration_missing: 'This page is not set up yet\nPlease contact the site. ({code})',
    configuration_invalid: 'This page is not set up correctly\nPlease contact the site. ({code})',
    discovery_invalid: contactSite,
    backend_unsupported: contactSite,
    isolation_unavailable: contactSite,
    browser_unsupported: 'This browser is too old\nPlease update it, or open this page in another browser.',
    cancelled: 'Stopped\nTo continue, please try again.',
    deadline_exceeded:
      'That took too long\nPlease check the network and try again. Everything you entered is kept.',
    malformed: contactSite,
    unsupported_version: contactSite,
    invalid_jwe: contactSite,
    invalid_jws: contactSite,
    digest_mismatch: tryAgain,
    manifest_mismatch: tryAgain,
    invalid_token: logInAgain,
    invalid_dpop_proof:
      'The time does not match\nSet date and time of this device to automatic, then try again. Everything you entered is kept.',
    use_dpop_nonce: tryAgain,
    insufficient_user_authentication: 'For safety, please log in once more\nEverything you entered is kept.',
    origin_not_allowed: 'This page may not do this\nPlease contact the site and tell them the code below.',
    insufficient_scope: logInAgain,
    key_mismatch: logInAgain,
    subject_mismatch:
      "This is not your relative's own account\nThey must log in with their own account, registered with the number that you entered.",
    not_found: 'Not found\nIt may be finished or withdrawn. Please look in “My family”.',
    method_not_allowed: contactSite,
    idempotency_in_progress: 'Under way, one moment\nIt was sent already. Try again in a while.',
    state_conflict: 'This step is done already\nPlease look in “My family”.',
    not_final: 'No result yet\nIt is under review. Please look again in a while.',
    part_conflict: tryAgain,
    step_too_early: 'A little too fast\nTry again, and wait until you are asked.',
    step_out_of_order: startFaceAgain,
    swap_not_allowed: 'A movement can be changed only once\nDo the one on the screen, or use another way.',
    hand_off_taken:
      'Another device has joined already\nIf it is not your phone, press “Cancel” on the computer and start again.',
    duplicate_relative:
      'This relative is already in your list\nThere is no need to add them again. Look in “My family”.',
    challenge_expired: startFaceAgain,
    challenge_used: startFaceAgain,
    hand_off_ended: 'This has ended\nPlease go back to the computer and open a new code there.',
    draft_expired:
      'This has to be filled in again\nFor safety, unfinished entries are kept only for a while.',
    part_too_large: checkPhoto,
    evidence_too_large: checkPhoto,
    unsupported_media_type:
      'This kind of photo cannot be used\nChoose a JPEG or PNG photo, or take it again.',
    idempotency_conflict: tryAgain,
    invalid_subject: detailsAgain,
    guardian_required: "A guardian's consent is needed\nA guardian should do this and agree.",
    consent_missing: 'A consent is missing\nGo back one step, read each item and tick it.',
    accounts_not_verified: 'Your relative cannot confirm by a log-in here\nPlease choose another way.',
    method_not_allowed_for_age: 'Another way is needed at this age\nPlease choose another way.',
    subject_agreement_required:
      'This relative undid the link before\nTo be added again they have to agree themselves: they log in and confirm, or you go to a counter together.',
    relationship_not_allowed:
      'This relationship cannot be added\nPlease see whether you chose the right one.',
    quota_exceeded:
      "You've added as many family members as allowed\nUnlink someone you no longer need, then add this one.",
    alg_not_allowed: contactSite,
    evidence_incomplete: 'Not everything arrived\nPlease try again.',
    hand_off_code_wrong: 'The numbers do not match\nPlease type the number on the phone once more.',
    rate_limited:
      'A little too fast\nPlease take a break and try again after {time}. Everything you entered is kept.',
    upload_quota_exceeded:
      'Too much was sent for now\nUse a way that needs no photos, or come back after {time}.',
    attempts_exhausted: 'No more face attempts for now\nUse another way, or come back after {time}.',
    internal:
      "Something went wrong on our side\nIt's nothing you did. Please try again in a while. Everything you entered is kept.",
    unavailable: 'We are very busy right now\nPlease try again after {time}. Everything you entered is kept.',
    offline: "You're offline\nNothing is lost: we'll carry on as soon as you're back.",
    session_over: startFaceAgain,
    face_not_in_picture:
      "We couldn't see the face yet\nSit in good light, hold the phone at eye height so that the face is inside the oval, and try again. Everything you entered is kept.",
    in_app_browser:
      'The camera cannot be opened in {app}\nTap “…” at the top right and choose “Open in browser”. If there is no such entry, copy the address and open it in your phone’s own browser.',
  },
} satisfies Partial<Messages>;
