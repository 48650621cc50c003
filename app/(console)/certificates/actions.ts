"use server";

import { attemptAutomatic, createAutomatic, deleteAutomatic, setAutomaticEnabled } from "#server/acme/automatic.ts";
import { automaticAttempt, automaticRow, automaticSwitch, newAutomatic } from "#server/acme/schema.ts";
import { renewSelfSigned } from "#server/certificate/create-self-signed.ts";
import { deleteCertificate } from "#server/certificate/delete-certificate.ts";
import { answerRequest, deleteRequest, requestCertificate } from "#server/certificate/request-certificate.ts";
import {
  certificateRow,
  certificateUpload,
  type CheckedUpload,
  newRequest,
  requestAnswer,
} from "#server/certificate/schema.ts";
import { setDefaultCertificate } from "#server/certificate/set-default.ts";
import { uploadCertificate } from "#server/certificate/upload-certificate.ts";
import { legacyTlsSwitch } from "#server/listener/schema.ts";
import { updateListener } from "#server/listener/update-listener.ts";
import { probeServedNow } from "#server/served-certificate/probe-now.ts";
import { probeRequest } from "#server/served-certificate/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tlsPolicyChange } from "#server/setting/schema.ts";
import { adminAction } from "#server/web/admin-action.ts";

const installed = ({ id, names }: CheckedUpload) =>
  id === null ? undefined : `The certificate for ${names[0]} is shown from now on.`;

export const uploadCertificateAction = adminAction(certificateUpload, uploadCertificate, {
  message: installed,
  data: (checked) => checked,
});
export const answerRequestAction = adminAction(requestAnswer, answerRequest, {
  message: installed,
  data: (checked) => checked,
});
export const requestCertificateAction = adminAction(newRequest, requestCertificate, {
  message: "The request is made. Copy it for the authority.",
});
export const deleteRequestAction = adminAction(certificateRow, deleteRequest);
export const setDefaultAction = adminAction(certificateRow, setDefaultCertificate, {
  message: ({ names }) => `The certificate for ${names[0]} is the default.`,
});
export const renewSelfSignedAction = adminAction(certificateRow, renewSelfSigned);
export const deleteCertificateAction = adminAction(certificateRow, deleteCertificate);
export const probeServedAction = adminAction(probeRequest, probeServedNow, {
  message: ({ probedCount }) =>
    `The daemon connected ${probedCount === 1 ? "once" : `${probedCount} times`} and looked.`,
});
export const changeTlsPolicyAction = adminAction(tlsPolicyChange, changeSettings, {
  message: "Saved. It holds within a second.",
});
export const allowLegacyTlsAction = adminAction(legacyTlsSwitch, updateListener);

export const createAutomaticAction = adminAction(newAutomatic, createAutomatic, {
  message: "The daemon fetches it now. Its card says how far it is.",
});
export const attemptAutomaticAction = adminAction(automaticAttempt, attemptAutomatic);
export const enableAutomaticAction = adminAction(automaticSwitch, setAutomaticEnabled);
export const deleteAutomaticAction = adminAction(automaticRow, deleteAutomatic);
