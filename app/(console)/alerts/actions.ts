"use server";

import { acknowledge } from "#server/alert/acknowledge.ts";
import { saveChannel } from "#server/alert/channel/save-channel.ts";
import { channelChange, channelSwitch, oneChannel } from "#server/alert/channel/schema.ts";
import { deleteChannel, setChannelEnabled } from "#server/alert/channel/switch-channel.ts";
import { testChannel } from "#server/alert/channel/test-channel.ts";
import { endMute, mute } from "#server/alert/mutes.ts";
import { readQuietEffect } from "#server/alert/read-quiet-effect.ts";
import { changeRule } from "#server/alert/rules.ts";
import { acknowledgement, alertPolicyChange, muteEnd, newMute, ruleChange } from "#server/alert/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { adminAction, adminPreview } from "#server/web/admin-action.ts";

export const acknowledgeAction = adminAction(acknowledgement, acknowledge, {
  message: "Acknowledged: nobody is told again until it is over.",
});
export const muteAction = adminAction(newMute, mute, { message: "Muted. It ends by itself." });
export const endMuteAction = adminAction(muteEnd, endMute, { message: "Told again from now on." });
export const changeRuleAction = adminAction(ruleChange, changeRule, { message: "Saved. It holds within a minute." });
export const saveChannelAction = adminAction(channelChange, saveChannel, {
  message: ({ name }) => `${name} is saved. Test it now.`,
  data: ({ newSecret }) => ({ newSecret }),
});
export const switchChannelAction = adminAction(channelSwitch, setChannelEnabled, {
  message: ({ name, isEnabled }) =>
    isEnabled ? `Told by ${name} from now on.` : `Nobody is told by ${name} any more.`,
});
export const deleteChannelAction = adminAction(oneChannel, deleteChannel, {
  message: ({ name }) => `${name} is deleted.`,
});
export const testChannelAction = adminAction(oneChannel, testChannel, { data: (report) => report });
export const changePolicyAction = adminAction(alertPolicyChange, changeSettings, { message: "Saved." });
export const previewPolicyAction = adminPreview(alertPolicyChange, readQuietEffect);
