-- Whether `body` is Markdown. What people said before it was known stays as it was shown; everything from now on is, also what replicas of
-- the version before still store. Of a message that came as HTML (`source`) it says nothing.
alter table messages add markdown boolean not null default false;
alter table messages alter markdown set default true;
