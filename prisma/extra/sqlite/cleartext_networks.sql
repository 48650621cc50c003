-- "From this machine alone" is one choice of networks among others.
UPDATE "Listener" SET "cleartextNetworks" = '127.0.0.0/8,::1/128' WHERE "cleartextNetworks" = '';
UPDATE "Listener" SET "cleartextSignIn" = 'networks' WHERE "cleartextSignIn" = 'loopback';
