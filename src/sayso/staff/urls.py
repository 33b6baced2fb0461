"""The addresses of signing in, of training and of the staff themselves."""

from allauth.account import views as accounts
from allauth.usersessions.views import list_usersessions
from django.urls import include, path

from sayso.staff.views import coming_in, members, training

urlpatterns = [
    # signing in, by the names that the library looks for
    path("staff/sign-in", accounts.login, name="account_login"),
    path("staff/sign-out", accounts.logout, name="account_logout"),
    path("staff/by-invitation", coming_in.by_invitation, name="account_signup"),
    path("staff/way-back", coming_in.by_invitation, name="account_reset_password"),
    path("staff/left", accounts.account_inactive, name="account_inactive"),
    path("staff/again", accounts.reauthenticate, name="account_reauthenticate"),
    path("staff/password", accounts.password_change, name="account_change_password"),
    path("staff/factors/totp/activate/", coming_in.UseApp.as_view(), name="mfa_activate_totp"),
    path("staff/factors/", include("allauth.mfa.urls")),
    path("staff/sessions", list_usersessions, name="usersessions_list"),
    path("staff/invitation/<slug:token>", coming_in.invitation, name="invitation"),
    path("staff/demo/<slug:token>", coming_in.demo_sign_in, name="demo-sign-in"),
    path("staff/second-factor", coming_in.second_factor, name="second-factor"),
    # training
    path("staff/training", training.training, name="training"),
    path("staff/training/result/<int:number>", training.result, name="training-result"),
    path("staff/training/<slug:module>", training.module, name="training-module"),
    path("staff/training/<slug:module>/test", training.test, name="training-test"),
    # members
    path("staff/account", members.account, name="account"),
    path("staff/members", members.members, name="members"),
    path("staff/members/invite", members.invite, name="invite"),
    path("staff/members/<uuid:key>", members.member, name="member"),
    path("staff/members/<uuid:key>/roles", members.change_roles, name="member-roles"),
    path("staff/members/<uuid:key>/leave", members.let_go, name="member-leave"),
    path("staff/members/<uuid:key>/recover", members.recover, name="member-recover"),
    path("staff/members/<uuid:key>/approve", members.approve, name="member-approve"),
    path("staff/members/<uuid:key>/coach", members.coach, name="member-coach"),
]
