"""Every address × method × role of the portal, and what is answered: the one place where this is agreed.

in     the view is reached (and may still find nothing, or refuse what was sent)
no     403: not for this account
login  303 to the login page, or 401 for a fragment

The columns: admin, manager, guard, inspector, carrier, and somebody who has not signed in.
"""

from collections.abc import Mapping

ROLES = ("admin", "manager", "guard", "inspector", "carrier", "")

TABLE = """
GET  /                                             in  in  in  in  no  login
GET  /account                                      in  in  in  in  in  login
POST /account/password                             in  in  in  in  in  login
GET  /account/second-factor                        in  in  in  in  in  login
POST /account/second-factor/codes                  in  in  in  in  in  login
POST /account/second-factor/confirm                in  in  in  in  in  login
POST /account/second-factor/offer                  in  in  in  in  in  login
POST /account/second-factor/remove                 in  in  in  in  in  login
POST /account/sessions/end                         in  in  in  in  in  login
GET  /alarms                                       in  in  in  in  no  login
GET  /carriers/poster                              in  in  in  no  no  login
GET  /carriers/sign-up                             in  in  in  in  in  in
POST /carriers/sign-up                             in  in  in  in  in  in
GET  /cases/<int:case_id>/admit                    in  in  in  no  no  login
POST /cases/<int:case_id>/admit                    in  in  in  no  no  login
POST /cases/<int:case_id>/ask                      in  in  in  no  no  login
GET  /cases/<int:case_id>/plate                    in  in  in  no  no  login
POST /cases/<int:case_id>/plate                    in  in  in  no  no  login
GET  /cases/<int:case_id>/refuse                   in  in  in  no  no  login
POST /cases/<int:case_id>/refuse                   in  in  in  no  no  login
GET  /corrections                                  in  in  in  in  no  login
GET  /corrections/new/<int:number>                 in  in  in  no  no  login
POST /corrections/new/<int:number>                 in  in  in  no  no  login
GET  /corrections/<int:correction_id>              in  in  in  in  no  login
POST /corrections/<int:correction_id>              in  in  no  no  no  login
POST /corrections/<int:correction_id>/withdraw     in  in  in  no  no  login
GET  /equipment/                                   in  no  no  no  no  login
POST /equipment/cameras/search                     in  no  no  no  no  login
GET  /equipment/devices/new                        in  no  no  no  no  login
POST /equipment/devices/save                       in  no  no  no  no  login
POST /equipment/devices/try                        in  no  no  no  no  login
GET  /equipment/devices/<int:device_id>            in  no  no  no  no  login
GET  /equipment/gates/new                          in  no  no  no  no  login
POST /equipment/gates/new                          in  no  no  no  no  login
GET  /equipment/gates/<int:gate_id>                in  no  no  no  no  login
POST /equipment/gates/<int:gate_id>                in  no  no  no  no  login
GET  /equipment/lanes/new                          in  no  no  no  no  login
POST /equipment/lanes/new                          in  no  no  no  no  login
GET  /equipment/lanes/<int:lane_id>                in  no  no  no  no  login
POST /equipment/lanes/<int:lane_id>                in  no  no  no  no  login
GET  /equipment/questions/<number>                 in  no  no  no  no  login
GET  /equipment/questions/<number>/picture         in  no  no  no  no  login
GET  /exceedances                                  in  in  in  in  no  login
POST /exceedances/fetch                            in  in  no  no  no  login
GET  /exceedances/fetched                          in  in  in  in  no  login
GET  /exceedances/imports/new                      in  in  no  no  no  login
POST /exceedances/imports/new                      in  in  no  no  no  login
GET  /exceedances/imports/of/<fingerprint>         in  in  no  no  no  login
POST /exceedances/imports/of/<fingerprint>         in  in  no  no  no  login
GET  /exceedances/imports/<int:batch_id>           in  in  no  in  no  login
GET  /exceedances/new                              in  in  no  no  no  login
POST /exceedances/new                              in  in  no  no  no  login
GET  /exceedances/<int:row_id>                     in  in  in  in  no  login
GET  /exceedances/<int:row_id>/release             in  in  no  no  no  login
POST /exceedances/<int:row_id>/release             in  in  no  no  no  login
GET  /exemptions/                                  in  in  in  in  no  login
POST /exemptions/                                  in  in  no  no  no  login
GET  /exemptions/<int:exemption_id>/withdraw       in  in  no  no  no  login
POST /exemptions/<int:exemption_id>/withdraw       in  in  no  no  no  login
GET  /exports                                      in  in  in  in  no  login
POST /exports                                      in  in  in  in  no  login
POST /exports/<int:number>/cancel                  in  in  in  in  no  login
GET  /exports/<int:number>/file                    in  in  in  in  no  login
GET  /films/<fingerprint>.mp4                      in  in  in  in  no  login
GET  /health                                       in  in  in  in  in  in
POST /here                                         in  in  in  in  in  login
GET  /home                                         in  in  in  in  in  in
GET  /inspection                                   in  in  no  in  no  login
POST /inspection                                   in  in  no  in  no  login
GET  /inspection/sampling.py                       in  in  no  in  no  login
GET  /inspection/<int:draw_id>                     in  in  no  in  no  login
GET  /inspection/<int:draw_id>/draw.json           in  in  no  in  no  login
GET  /inspection/<int:draw_id>/pack                in  in  no  in  no  login
POST /inspection/<int:draw_id>/pack                in  in  no  in  no  login
GET  /inspection/<int:draw_id>/pack.zip            in  in  no  in  no  login
GET  /inspection/<int:draw_id>/print               in  in  no  in  no  login
GET  /inspection/<int:draw_id>/row/<int:place>     in  in  no  in  no  login
POST /inspection/<int:draw_id>/row/<int:place>     in  in  no  in  no  login
GET  /inspection/<int:draw_id>/window/<int:place>  in  in  no  in  no  login
POST /inspection/<int:draw_id>/window/<int:place>  in  in  no  in  no  login
GET  /invitations                                  in  in  no  no  no  login
POST /invitations                                  in  in  no  no  no  login
POST /invitations/<int:number>/withdraw            in  in  no  no  no  login
GET  /join/<token>                                 in  in  in  in  in  in
POST /join/<token>                                 in  in  in  in  in  in
GET  /keys                                         in  in  in  in  no  login
GET  /lanes/<int:lane_id>/lift                     in  in  in  no  no  login
POST /lanes/<int:lane_id>/lift                     in  in  in  no  no  login
GET  /lanes/<int:lane_id>/still.jpg                in  in  in  in  no  login
POST /language                                     in  in  in  in  in  in
GET  /lift                                         in  in  in  no  no  login
GET  /live                                         in  in  in  in  no  login
GET  /login                                        in  in  in  in  in  in
POST /login                                        in  in  in  in  in  in
GET  /login/code                                   in  in  in  in  in  in
POST /login/code                                   in  in  in  in  in  in
POST /logout                                       in  in  in  in  in  in
GET  /looks                                        in  no  no  in  no  login
POST /my/applications                              no  no  no  no  in  login
GET  /my/applications/<int:number>                 no  no  no  no  in  login
POST /my/applications/<int:number>                 no  no  no  no  in  login
POST /my/applications/<int:number>/again           no  no  no  no  in  login
POST /my/applications/<int:number>/appeal          no  no  no  no  in  login
POST /my/applications/<int:number>/fields/<name>   no  no  no  no  in  login
POST /my/applications/<int:number>/pictures/<name> no  no  no  no  in  login
GET  /my/applications/<int:number>/pieces/<name>.jpg no  no  no  no  in  login
GET  /my/applications/<int:number>/reading         no  no  no  no  in  login
POST /my/applications/<int:number>/withdraw        no  no  no  no  in  login
GET  /my/company                                   no  no  no  no  in  login
POST /my/company                                   no  no  no  no  in  login
GET  /my/photos/<fingerprint>                      no  no  no  no  in  login
GET  /my/trucks                                    no  no  no  no  in  login
GET  /my/trucks/<int:vehicle_id>                   no  no  no  no  in  login
POST /my/trucks/<int:vehicle_id>/change            no  no  no  no  in  login
GET  /my/trucks/<int:vehicle_id>/when              no  no  no  no  in  login
GET  /my/visits                                    no  no  no  no  in  login
POST /my/visits                                    no  no  no  no  in  login
POST /my/visits/<int:visit_id>/call-off            no  no  no  no  in  login
GET  /passages                                     in  in  in  in  no  login
GET  /passages/<int:number>                        in  in  in  in  no  login
GET  /people                                       in  no  no  no  no  login
GET  /people/<int:user_id>                         in  no  no  no  no  login
POST /people/<int:user_id>                         in  no  no  no  no  login
POST /people/<int:user_id>/end-sessions            in  no  no  no  no  login
POST /people/<int:user_id>/must-change             in  no  no  no  no  login
POST /people/<int:user_id>/remove-second-factor    in  no  no  no  no  login
POST /people/<int:user_id>/reset-link              in  no  no  no  no  login
POST /people/<int:user_id>/switch                  in  no  no  no  no  login
GET  /photos/<fingerprint>                         in  in  in  in  no  login
GET  /policies/                                    in  in  in  in  no  login
GET  /policies/new                                 in  in  no  no  no  login
POST /policies/new                                 in  in  no  no  no  login
GET  /policies/order                               in  in  no  no  no  login
POST /policies/order                               in  in  no  no  no  login
POST /policies/switch                              in  in  no  no  no  login
GET  /policies/<int:policy_id>                     in  in  in  in  no  login
GET  /policies/<int:policy_id>/change              in  in  no  no  no  login
GET  /policies/<int:policy_id>/withdraw            in  in  no  no  no  login
POST /policies/<int:policy_id>/withdraw            in  in  no  no  no  login
GET  /proof                                        in  in  no  in  no  login
POST /proof                                        in  in  no  in  no  login
POST /proof/checkpoints                            no  in  no  in  no  login
GET  /proof/checkpoints/<int:number>               in  in  no  in  no  login
GET  /proof/verified                               in  in  no  in  no  login
POST /proof/verify                                 in  in  no  in  no  login
GET  /questions                                    in  in  no  no  no  login
GET  /questions/bell                               in  in  no  no  no  login
POST /questions/<int:case_id>                      in  in  no  no  no  login
GET  /recordings                                   in  in  in  in  no  login
GET  /rules/                                       in  in  no  in  no  login
POST /rules/                                       in  in  no  no  no  login
GET  /rules/effect                                 in  in  no  no  no  login
POST /saved-searches                               in  in  in  in  no  login
POST /saved-searches/<int:number>/forget           in  in  in  in  no  login
GET  /setup/<token>                                in  in  in  in  in  in
POST /setup/<token>                                in  in  in  in  in  in
GET  /shifts                                       in  in  in  in  no  login
GET  /shifts/new                                   in  in  in  no  no  login
POST /shifts/new                                   in  in  in  no  no  login
GET  /shifts/<int:number>                          in  in  in  in  no  login
POST /shifts/<int:number>                          in  in  in  no  no  login
GET  /supplements                                  in  in  in  in  no  login
GET  /supplements/new                              in  in  in  no  no  login
POST /supplements/new                              in  in  in  no  no  login
GET  /supplements/paper                            in  in  in  no  no  login
POST /supplements/paper                            in  in  in  no  no  login
GET  /supplements/paper/form                       in  in  in  in  no  login
GET  /supplements/reviews                          in  in  in  in  no  login
GET  /supplements/reviews/<int:supplement_id>      in  in  in  in  no  login
POST /supplements/reviews/<int:supplement_id>      in  in  no  no  no  login
GET  /sign-ins                                     in  no  no  in  no  login
GET  /sign-ins/changes                             in  no  no  in  no  login
GET  /static/<path:filename>                       in  in  in  in  in  in
GET  /storage                                      in  in  no  in  no  login
GET  /temporary/new                                in  in  in  no  no  login
POST /temporary/new                                in  in  in  no  no  login
POST /temporary/<int:vehicle_id>/end               in  in  in  no  no  login
GET  /trips                                        in  in  in  in  no  login
GET  /trips/<int:number>                           in  in  in  in  no  login
POST /trips/<int:number>/join                      in  in  in  no  no  login
POST /trips/<int:number>/part                      in  in  no  no  no  login
GET  /vehicles/                                    in  in  in  in  no  login
GET  /vehicles/tables/empty.xlsx                   in  in  no  no  no  login
GET  /vehicles/tables/new                          in  in  no  no  no  login
POST /vehicles/tables/new                          in  in  no  no  no  login
GET  /vehicles/tables/of/<fingerprint>             in  in  no  no  no  login
POST /vehicles/tables/of/<fingerprint>             in  in  no  no  no  login
GET  /vehicles/new                                 in  in  no  no  no  login
POST /vehicles/new                                 in  in  no  no  no  login
GET  /vehicles/<int:vehicle_id>                    in  in  in  in  no  login
POST /vehicles/<int:vehicle_id>/approve            in  in  no  no  no  login
GET  /vehicles/<int:vehicle_id>/edit               in  in  no  no  no  login
POST /vehicles/<int:vehicle_id>/edit               in  in  no  no  no  login
GET  /vehicles/<int:vehicle_id>/suspend            in  in  no  no  no  login
POST /vehicles/<int:vehicle_id>/suspend            in  in  no  no  no  login
GET  /visits/                                      in  in  in  in  no  login
POST /visits/                                      in  in  in  no  no  login
GET  /visits/<int:visit_id>/withdraw               in  in  in  no  no  login
POST /visits/<int:visit_id>/withdraw               in  in  in  no  no  login
"""


def answers() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Method and address → role → "in", "no" or "login"."""
    rows = [line.split() for line in TABLE.strip().splitlines()]
    told = {(method, rule): dict(zip(ROLES, row, strict=True)) for method, rule, *row in rows}
    assert len(told) == len(rows), "an address stands in the table twice"
    return told
